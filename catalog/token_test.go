package catalog_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
)

func TestToken(t *testing.T) {
	o := newOffice(t)
	u := o.person("eve@example.org", catalog.RoleTeam, o.organisation("institute", "PL"))
	session, me := o.signIn(u)
	const month = 30 * 24 * time.Hour
	secret, made, err := o.MakeToken(t.Context(), me, " nightly ", []catalog.Scope{catalog.ScopeRead, catalog.ScopeRead}, month)
	o.must(err)
	o.logged("own-account made token " + string(made.ID))
	if !strings.HasPrefix(secret, "showcase_") || made.Hash != "" || made.Label != "nightly" || !slices.Equal(made.Scopes, []catalog.Scope{catalog.ScopeRead}) {
		t.Errorf("token %q, %+v", secret, made)
	}
	id, err := o.Token(t.Context(), secret)
	if err != nil || id.Actor != me.Actor || !id.Allows(catalog.ScopeRead) || id.Allows(catalog.ScopeWrite) {
		t.Errorf("the token stands for %+v, %v", id, err)
	}
	if o.alive(secret) {
		t.Error("a token passes for a session")
	}
	_, err = o.Token(t.Context(), session)
	o.want(err, catalog.ErrUnauthenticated, "a session as a token")
	_, err = o.ChangePassword(t.Context(), id, rightPassword, "another long password")
	o.want(err, catalog.ErrForbidden, "a token changes the password")
	_, _, err = o.MakeToken(t.Context(), id, "n", catalog.Scopes, month)
	o.want(err, catalog.ErrForbidden, "a token makes a token")
	o.want(o.SetProfile(t.Context(), id, "Mallory", ""), catalog.ErrForbidden, "a token changes the profile")

	o.later(10 * 24 * time.Hour)
	_, err = o.Token(t.Context(), secret)
	o.must(err) // a token has no idle time
	tokens, err := o.Tokens(t.Context(), me.Actor)
	if err != nil || len(tokens) != 1 || tokens[0].ID != made.ID || tokens[0].Hash != "" || !tokens[0].Seen.Equal(*o.clock.Load()) {
		t.Errorf("tokens are %+v, %v, want one, last used now", tokens, err)
	}
	o.later(20 * 24 * time.Hour)
	_, err = o.Token(t.Context(), secret)
	o.want(err, catalog.ErrUnauthenticated, "an expired token")
	if n, err := o.PurgeCredentials(t.Context()); n != 1 || err != nil {
		t.Errorf("purged %d, %v, want the session alone", n, err)
	}
	if tokens, err := o.Tokens(t.Context(), me.Actor); len(tokens) != 1 || err != nil {
		t.Errorf("an expired token is listed no more: %v, %v", tokens, err)
	}

	secret, made, err = o.MakeTokenFor(t.Context(), operator, u.ID, "by the operator", catalog.Scopes, 24*time.Hour)
	o.must(err)
	o.must(o.RevokeToken(t.Context(), me.Actor, made.ID))
	o.logged("own-account ended a token")
	_, err = o.Token(t.Context(), secret)
	o.want(err, catalog.ErrUnauthenticated, "a revoked token")
	o.want(o.RevokeToken(t.Context(), me.Actor, made.ID), catalog.ErrNotFound, "revoke it again")
}

func TestTokensThatAreRefused(t *testing.T) {
	o := newOffice(t)
	u := o.person("eve@example.org", catalog.RoleTeam, "")
	_, me := o.signIn(u)
	const day = 24 * time.Hour
	for name, c := range map[string]struct {
		label  string
		scopes []catalog.Scope
		life   time.Duration
		want   error
	}{
		"good":                  {"n", catalog.Scopes, day, nil},
		"a year":                {"n", catalog.Scopes, 366 * day, nil},
		"no name":               {" ", catalog.Scopes, day, catalog.ErrInvalid},
		"long name":             {strings.Repeat("n", 121), catalog.Scopes, day, catalog.ErrInvalid},
		"control":               {"a\x1b", catalog.Scopes, day, catalog.ErrInvalid},
		"no scope":              {"n", nil, day, catalog.ErrInvalid},
		"unknown scope":         {"n", []catalog.Scope{"all"}, day, catalog.ErrInvalid},
		"short":                 {"n", catalog.Scopes, day - 1, catalog.ErrInvalid},
		"beyond a year":         {"n", catalog.Scopes, 366*day + 1, catalog.ErrInvalid},
		"ended before it begun": {"n", catalog.Scopes, -day, catalog.ErrInvalid},
	} {
		_, _, err := o.MakeToken(t.Context(), me, c.label, c.scopes, c.life)
		o.want(err, c.want, name)
	}
	for _, by := range []catalog.Actor{catalog.Visitor, me.Actor, o.actor(o.person("admin@example.org", catalog.RoleAdministrator, ""))} {
		_, _, err := o.MakeTokenFor(t.Context(), by, u.ID, "n", catalog.Scopes, day)
		o.want(err, catalog.ErrForbidden, "for another, by "+string(by.Role))
	}
	_, _, err := o.MakeTokenFor(t.Context(), operator, "nobody", "n", catalog.Scopes, day)
	o.want(err, catalog.ErrNotFound, "for nobody")
	for range 18 {
		_, _, err := o.MakeToken(t.Context(), me, "n", catalog.Scopes, day)
		o.must(err)
	}
	_, _, err = o.MakeToken(t.Context(), me, "n", catalog.Scopes, day)
	o.want(err, catalog.ErrInvalid, "the twenty-first token")
}
