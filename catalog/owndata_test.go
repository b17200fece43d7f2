package catalog_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
)

func TestChangePassword(t *testing.T) {
	o := newOffice(t)
	u := o.person("eve@example.org", catalog.RoleReviewer, "")
	other, _ := o.signIn(u)
	mine, me := o.signIn(u)
	_, err := o.ChangePassword(t.Context(), me, "wrong", "another long password")
	o.want(err, catalog.ErrUnauthenticated, "wrong old password")
	_, err = o.ChangePassword(t.Context(), me, rightPassword, "short")
	o.want(err, catalog.ErrInvalid, "short new password")
	fresh, err := o.ChangePassword(t.Context(), me, rightPassword, "another long password")
	o.must(err)
	if o.alive(other) || o.alive(mine) || !o.alive(fresh) {
		t.Error("only the session in place of the own one may be alive")
	}
	o.must(o.try(u.Email, "another long password", "", from(1)))
	id, err := o.Session(t.Context(), fresh)
	o.must(err)
	for range 10 {
		_, err = o.ChangePassword(t.Context(), id, "wrong", "yet another password")
		o.want(err, catalog.ErrUnauthenticated, "wrong old password")
	}
	_, err = o.ChangePassword(t.Context(), id, "another long password", "yet another password")
	o.want(err, catalog.ErrThrottled, "after ten wrong ones")
}

func TestProfile(t *testing.T) {
	o := newOffice(t)
	u := o.person("eve@example.org", catalog.RoleReviewer, "")
	secret, me := o.signIn(u)
	o.must(o.SetProfile(t.Context(), me, "Εύα", "el"))
	if read := o.stored(u.ID); read.Name != "Εύα" || read.Language != "el" || read.Password == "" || !o.alive(secret) {
		t.Errorf("the account is %+v, or its session ended", read)
	}
	o.want(o.SetProfile(t.Context(), me, "", "tlh"), catalog.ErrInvalid, "a language that is not there")
	o.want(o.SetProfile(t.Context(), me, strings.Repeat("x", 121), ""), catalog.ErrInvalid, "a long name")
	o.must(o.SetProfile(t.Context(), me, "", ""))
}

// TestNothingIsChangedByWhoIsLocked: a request that was under way when the
// account was locked comes too late.
func TestNothingIsChangedByWhoIsLocked(t *testing.T) {
	o := newOfficeWithPasskeys(t)
	eve := o.person("eve@example.org", catalog.RoleReviewer, "")
	_, me := o.signIn(eve)
	_, err := o.Disable(t.Context(), operator, eve.ID)
	o.must(err)
	events := len(o.audit())
	secret, _ := o.NewSecondFactor(me, "Showcase")
	for name, do := range map[string]func() error{
		"profile": func() error { return o.SetProfile(t.Context(), me, "Eve", "") },
		"password": func() error {
			_, err := o.ChangePassword(t.Context(), me, rightPassword, "another long password")
			return err
		},
		"second factor": func() error {
			_, err := o.AddSecondFactor(t.Context(), me, rightPassword, secret, o.code(secret))
			return err
		},
		"passkey":  func() error { _, _, err := o.BeginPasskey(t.Context(), me, rightPassword); return err },
		"deletion": func() error { return o.DeleteAccount(t.Context(), me, rightPassword) },
	} {
		o.want(do(), catalog.ErrUnauthenticated, name)
	}
	if len(o.audit()) != events {
		t.Error("something was changed")
	}
}

// wrote makes an entry whose first revision is by one and second by another.
func (o *office) wrote(slug string, access catalog.AccessLevel, first, second catalog.ID) {
	o.t.Helper()
	e := &catalog.Entry{
		ID: catalog.IDFor(slug, importDay), Kind: catalog.KindNeed, Slug: slug, State: catalog.StatePublished, Access: access,
		Language: "en", Created: importDay, Updated: importDay,
		Public: &catalog.Revision{Number: 1, At: importDay, By: first, Content: &catalog.Need{Name: "Need " + slug}},
	}
	for range 2 {
		_, err := o.store.Update(o.t.Context(), func(tx catalog.UpdateTx) error {
			return tx.PutEntry(e, catalog.Event{At: importDay, Action: catalog.ActionWrite, Actor: e.Public.By, Object: e.ID, Kind: e.Kind})
		})
		o.must(err)
		e.Public = &catalog.Revision{Number: 2, At: importDay, By: second, Content: &catalog.Need{Name: "Need " + slug}}
	}
}

func TestOwnData(t *testing.T) {
	o := newOffice(t)
	eve, ada := o.person("eve@example.org", catalog.RoleTeam, ""), o.person("ada@example.org", catalog.RoleTeam, "")
	admin := o.actor(o.person("admin@example.org", catalog.RoleAdministrator, ""))
	secret, me := o.signIn(eve)
	factor, _ := o.secondFactor(me)
	token, _, err := o.MakeToken(t.Context(), me, "nightly", catalog.Scopes, 24*time.Hour)
	o.must(err)
	o.wrote("open", catalog.AccessClear, eve.ID, ada.ID)
	o.wrote("closed", catalog.AccessAmber, ada.ID, eve.ID)
	o.wrote("other", catalog.AccessClear, ada.ID, ada.ID)

	data, err := o.OwnData(t.Context(), me.Actor, eve.ID)
	o.must(err)
	slices.SortFunc(data.Wrote, func(a, b catalog.Authorship) int { return a.Revisions[0] - b.Revisions[0] })
	want := []catalog.Authorship{
		{Entry: catalog.IDFor("open", importDay), Kind: catalog.KindNeed, Title: "Need open", Revisions: []int{1}},
		{Entry: catalog.IDFor("closed", importDay), Kind: catalog.KindNeed, Revisions: []int{2}},
	}
	if diff := cmp.Diff(want, data.Wrote); diff != "" {
		t.Errorf("authorship differs (-want +got):\n%s", diff)
	}
	if data.Email != eve.Email || !data.SecondFactor || data.RecoveryCodesLeft != 10 || len(data.Credentials) != 2 {
		t.Errorf("data are %+v", data)
	}
	var notes []string
	for _, e := range data.Audit {
		if e.Actor != eve.ID && e.Object != eve.ID {
			t.Errorf("event %+v is somebody else's", e)
		}
		notes = append(notes, string(e.Action)+" "+e.Note)
	}
	if len(notes) < 6 || notes[0] != "manage-users add" || notes[len(notes)-1] != "own-account data given out" {
		t.Errorf("events are %q", notes)
	}
	text, err := json.Marshal(data)
	o.must(err)
	stored := o.stored(eve.ID)
	for _, kept := range []string{secret, token, factor, stored.Password, stored.SecondFactor.Recovery[0], o.credentials(eve.ID)[0].Hash} {
		if strings.Contains(string(text), kept) {
			t.Errorf("the data hold the secret %q", kept)
		}
	}
	_, err = o.OwnData(t.Context(), o.actor(ada), eve.ID)
	o.want(err, catalog.ErrForbidden, "another's data")
	_, err = o.OwnData(t.Context(), admin, eve.ID)
	o.must(err)
	_, err = o.OwnData(t.Context(), admin, "nobody")
	o.want(err, catalog.ErrNotFound, "nobody's data")
}

// TestDeleteAccount: what belongs to the person is in no record any more; what
// stays names the id only.
func TestDeleteAccount(t *testing.T) {
	o := newOffice(t)
	eve := o.person("canary-address@example.org", catalog.RoleNationalContact, o.authority("police", "PL"))
	secret, me := o.signIn(eve)
	o.must(o.SetProfile(t.Context(), me, "Canary-Name", "pl"))
	_, _, err := o.Invite(t.Context(), me.Actor, catalog.Invitation{Email: "canary-invited@example.org", Role: catalog.RoleMember, Organisation: eve.Organisation})
	o.must(err)
	o.wrote("open", catalog.AccessClear, eve.ID, eve.ID)
	o.want(o.DeleteAccount(t.Context(), me, "wrong"), catalog.ErrUnauthenticated, "delete with a wrong password")
	o.must(o.DeleteAccount(t.Context(), me, rightPassword))
	o.logged("own-account deleted")
	if o.alive(secret) {
		t.Error("the session is alive")
	}
	o.want(o.try(eve.Email, rightPassword, "", from(1)), catalog.ErrUnauthenticated, "sign in to a deleted account")
	err = o.store.View(t.Context(), func(tx catalog.Tx) error {
		_, err := tx.User(eve.ID)
		o.want(err, catalog.ErrNotFound, "the account")
		e, err := tx.EntryBySlug(catalog.KindNeed, "open")
		if err == nil && e.Public.By != eve.ID {
			t.Errorf("the revision is by %q", e.Public.By)
		}
		return err
	})
	o.must(err)
	var exported, audit bytes.Buffer
	_, err = o.Export(t.Context(), &exported)
	_, errAudit := o.ExportAudit(t.Context(), &audit)
	o.must(errors.Join(err, errAudit))
	if all := exported.String() + audit.String(); strings.Contains(strings.ToLower(all), "canary") || !strings.Contains(all, string(eve.ID)) {
		t.Error("the person is still named somewhere, or the id nowhere")
	}
	o.person(eve.Email, catalog.RoleTeam, "") // the address is free
}

// TestExportHoldsNoSecrets: whoever finds an export cannot sign in with it.
func TestExportHoldsNoSecrets(t *testing.T) {
	o := newOffice(t)
	eve := o.person("eve@example.org", catalog.RoleReviewer, "")
	_, me := o.signIn(eve)
	o.secondFactor(me)
	_, _, err := o.MakeToken(t.Context(), me, "nightly", catalog.Scopes, 24*time.Hour)
	o.must(err)
	police := o.authority("police", "PL", "police.example")
	var exported bytes.Buffer
	_, err = o.Export(t.Context(), &exported)
	o.must(err)
	stored := o.stored(eve.ID)
	secrets := []string{"argon2id", stored.SecondFactor.Secret, stored.SecondFactor.Recovery[0]}
	for _, c := range o.credentials("") {
		secrets = append(secrets, c.Hash)
	}
	for _, secret := range secrets {
		if strings.Contains(exported.String(), secret) {
			t.Errorf("the export holds %q", secret)
		}
	}
	other := newOffice(t)
	_, err = other.ImportExport(t.Context(), &exported)
	other.must(err)
	want := *stored
	want.Password, want.SecondFactor = "", nil
	if diff := cmp.Diff(&want, other.stored(eve.ID)); diff != "" {
		t.Errorf("the account differs (-want +got):\n%s", diff)
	}
	other.want(other.try(eve.Email, "", "", from(1)), catalog.ErrUnauthenticated, "sign in without password")
	_, err = other.SetPassword(t.Context(), operator, eve.ID, rightPassword, false)
	other.must(err)
	other.must(other.try(eve.Email, rightPassword, "", from(1)))
	if v, domains, err := other.Verified(t.Context(), operator, police); err != nil || v == nil || len(domains) != 1 {
		t.Errorf("the verification came over as %+v %q, %v", v, domains, err)
	}
}
