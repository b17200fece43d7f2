package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
)

// tokenPrefix begins the secret of every API token, so that people and scanners
// know what they have found.
const tokenPrefix = "showcase_"

// maxTokenLife is how long an API token is good for at most, maxTokens how many
// an account has.
const (
	maxTokenLife = 366 * day
	maxTokens    = 20
)

const day = 24 * time.Hour

// MakeToken makes an API token that acts for its holder within the scopes for as
// long as life, and returns its secret, which is shown once. It takes a session:
// a token makes no tokens.
func (s *Service) MakeToken(ctx context.Context, me *Identity, name string, scopes []Scope, life time.Duration) (secret string, made *Credential, err error) {
	if me.Credential.Purpose != PurposeSession || me.User.Demonstration {
		return "", nil, fmt.Errorf("make token: %w", ErrForbidden)
	}
	return s.makeToken(ctx, me.Actor, me.Actor.ID, name, scopes, life)
}

// MakeTokenFor makes a token for an account as [Service.MakeToken] does, for
// whoever runs the program.
func (s *Service) MakeTokenFor(ctx context.Context, by Actor, holder ID, name string, scopes []Scope, life time.Duration) (secret string, made *Credential, err error) {
	if by.Role != RoleAdministrator || by.ID != "" {
		return "", nil, fmt.Errorf("make token: %w", ErrForbidden)
	}
	return s.makeToken(ctx, by, holder, name, scopes, life)
}

func (s *Service) makeToken(ctx context.Context, by Actor, holder ID, name string, scopes []Scope, life time.Duration) (secret string, made *Credential, err error) {
	if err := checkToken(name, scopes, life); err != nil {
		return "", nil, fmt.Errorf("make token: %w", err)
	}
	scopes = slices.Clone(scopes)
	slices.Sort(scopes)
	made = &Credential{Purpose: PurposeToken, Holder: holder, Label: strings.TrimSpace(name), Scopes: slices.Compact(scopes)}
	secret = s.grant(made, tokenPrefix, life)
	_, err = s.store.Update(ctx, func(tx UpdateTx) error {
		u, err := tx.User(holder)
		if err != nil {
			return err
		}
		if !s.active(u) {
			return ErrForbidden
		}
		made.Role, made.Organisation = u.Role, u.Organisation
		if tokens, err := s.held(tx, holder, PurposeToken); err != nil {
			return err
		} else if len(tokens) >= maxTokens {
			return FieldErrors{{Field: "tokens", Key: ErrKeyItems, Args: map[string]any{"min": 0, "max": maxTokens}}}
		}
		if err := tx.PutCredential(made); err != nil {
			return err
		}
		return tx.Log(Event{At: s.now(), Actor: by.ID, Role: by.Role, Action: ActionOwnAccount, Object: holder, Note: "made token " + string(made.ID)})
	})
	if err != nil {
		return "", nil, fmt.Errorf("make token: %w", err)
	}
	made.Hash = ""
	return secret, made, nil
}

// checkToken holds what is asked for against the rules.
func checkToken(name string, scopes []Scope, life time.Duration) error {
	var broken FieldErrors
	if n := len([]rune(strings.TrimSpace(name))); n == 0 {
		broken = append(broken, FieldError{Field: "name", Key: ErrKeyMissing})
	} else if n > maxLabel {
		broken = append(broken, FieldError{Field: "name", Key: ErrKeyTooLong, Args: map[string]any{"max": maxLabel, "length": n}})
	} else if key := textFault(name); key != "" {
		broken = append(broken, FieldError{Field: "name", Key: key})
	}
	if len(scopes) == 0 {
		broken = append(broken, FieldError{Field: "scopes", Key: ErrKeyMissing})
	}
	for _, scope := range scopes {
		if !slices.Contains(Scopes, scope) {
			broken = append(broken, FieldError{Field: "scopes", Key: ErrKeyVocabulary, Args: map[string]any{"value": scope, "vocabulary": "scope"}})
		}
	}
	if life < day || life > maxTokenLife {
		broken = append(broken, FieldError{Field: "days", Key: ErrKeyRange, Args: map[string]any{"min": 1.0, "max": float64(maxTokenLife / day)}})
	}
	if broken != nil {
		return broken
	}
	return nil
}

// Tokens lists the API tokens of the actor, oldest first, those that have
// expired as well.
func (s *Service) Tokens(ctx context.Context, actor Actor) ([]*Credential, error) {
	return s.list(ctx, actor, PurposeToken)
}

// RevokeToken ends an API token of the actor.
func (s *Service) RevokeToken(ctx context.Context, actor Actor, id ID) error {
	return s.revoke(ctx, actor, PurposeToken, id)
}
