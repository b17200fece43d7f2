package catalog

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Purpose is what a credential lets its bearer do.
type Purpose string

// The purposes of credentials.
const (
	PurposeSession    Purpose = "session"    // act in a browser, after signing in
	PurposeToken      Purpose = "token"      // act as a program
	PurposeInvitation Purpose = "invitation" // make the account it was made for, once
	PurposeReset      Purpose = "reset"      // set a new password, once
	PurposeChallenge  Purpose = "challenge"  // answer with a passkey, once
)

// Scope is a part of what the holder of an API token may do that the token may
// do as well.
type Scope string

// The scopes of API tokens.
const (
	ScopeRead  Scope = "read"
	ScopeWrite Scope = "write"
)

// Scopes lists every scope.
var Scopes = []Scope{ScopeRead, ScopeWrite}

// Credential is what the bearer of a secret may do, and until when: a session,
// an API token, an invitation, a password reset or a challenge to a passkey. The secret itself, 256
// random bits, is shown once and never stored; the credential is found by its
// hash.
type Credential struct {
	Hash    string  `json:"hash,omitempty"` // SHA-256 of the secret, in hexadecimal
	ID      ID      `json:"id"`             // names it in lists; tells nothing about the secret
	Purpose Purpose `json:"purpose"`
	// Holder is the account the bearer acts for; of a challenge at sign-in it is
	// nobody yet. Of an invitation it is the one
	// who invites: a person, or the organisation whose mail domain admits.
	Holder  ID        `json:"holder"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"`
	Seen    time.Time `json:"seen,omitzero"`    // last use, to the minute
	Label   string    `json:"label,omitempty"`  // name of a token; browser of a session
	Scopes  []Scope   `json:"scopes,omitempty"` // of a token

	// Role and Organisation are those of the holder when it was made: with
	// another standing it is worth nothing. Of an invitation they are what it
	// offers, to the person with the address Email.
	Role         Role   `json:"role,omitempty"`
	Organisation ID     `json:"organisation,omitempty"`
	Email        string `json:"email,omitempty"`

	State json.RawMessage `json:"state,omitempty"` // what a challenge asked for
}

// sessionIdle is how long a session lasts without use.
const sessionIdle = 30 * time.Minute

// valid reports whether the credential is for the purpose and in force. One
// from the future, made before the clock was turned back, is not: nobody could
// say when it ends.
func (c *Credential) valid(purpose Purpose, now time.Time) bool {
	return c.Purpose == purpose && !now.Before(c.Created) && !c.over(now)
}

// over reports whether the time of the credential has ended.
func (c *Credential) over(now time.Time) bool {
	return !now.Before(c.Expires) || c.Purpose == PurposeSession && now.Sub(c.Seen) >= sessionIdle
}

// secretBytes is the length of a secret: too many possibilities to try, so that
// a fast hash keeps it as well as a slow one.
const secretBytes = 32

// newSecret makes a secret. The prefix tells people and scanners what it is.
func newSecret(prefix string) string {
	random := make([]byte, secretBytes)
	_, _ = rand.Read(random) // never fails
	return prefix + base64.RawURLEncoding.EncodeToString(random)
}

func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// grant completes a credential with id, times and a fresh secret, which it
// returns.
func (s *Service) grant(c *Credential, prefix string, life time.Duration) (secret string) {
	secret = newSecret(prefix)
	c.Hash, c.ID = hashSecret(secret), s.newID(AccessClear)
	c.Created = s.now().UTC()
	c.Expires = c.Created.Add(life)
	return secret
}

// presented finds the credential of a secret. All that may be wrong with it is
// [ErrUnauthenticated] alike.
func (s *Service) presented(tx Tx, purpose Purpose, secret string) (*Credential, error) {
	c, err := tx.Credential(hashSecret(secret))
	if errors.Is(err, ErrNotFound) || err == nil && !c.valid(purpose, s.now()) {
		return nil, ErrUnauthenticated
	}
	return c, err
}

// held lists what a holder has of a purpose that is in force.
func (s *Service) held(tx Tx, holder ID, purpose Purpose) ([]*Credential, error) {
	var all []*Credential
	for c, err := range tx.Credentials(holder) {
		if err != nil {
			return nil, err
		}
		if c.valid(purpose, s.now()) {
			all = append(all, c)
		}
	}
	return all, nil
}

// end deletes the holder's credentials of the purposes, all purposes when none
// is named, except the one with the id keep.
func (s *Service) end(tx UpdateTx, holder, keep ID, purposes ...Purpose) error {
	if holder == "" {
		return fmt.Errorf("%w: no holder is named", ErrInvalid) // it would mean everybody's
	}
	for c, err := range tx.Credentials(holder) {
		if err != nil {
			return err
		}
		if c.ID == keep || len(purposes) > 0 && !slices.Contains(purposes, c.Purpose) {
			continue
		}
		if err := tx.DeleteCredential(c.Hash); err != nil {
			return err
		}
	}
	return nil
}

// endOne deletes the holder's credential with the id; [ErrNotFound] when there
// is none of the purpose.
func (s *Service) endOne(tx UpdateTx, holder ID, purpose Purpose, id ID) error {
	if holder == "" {
		return ErrNotFound
	}
	for c, err := range tx.Credentials(holder) {
		if err != nil {
			return err
		}
		if c.ID == id && c.Purpose == purpose {
			return tx.DeleteCredential(c.Hash)
		}
	}
	return ErrNotFound
}

// leaveNoTrace does the work of keeping a credential without keeping it, so that
// the time tells nobody that it was not kept.
func (s *Service) leaveNoTrace(tx UpdateTx, c *Credential) error {
	if err := tx.PutCredential(c); err != nil {
		return err
	}
	return tx.DeleteCredential(c.Hash)
}

// list is what the actor holds of a purpose and is in force, or an expired
// token, oldest first, without hashes.
func (s *Service) list(ctx context.Context, actor Actor, purpose Purpose) (all []*Credential, err error) {
	if actor.ID == "" {
		return nil, fmt.Errorf("list each %s: %w", purpose, ErrUnauthenticated)
	}
	err = s.store.View(ctx, func(tx Tx) (err error) {
		all = nil
		for c, err := range tx.Credentials(actor.ID) {
			if err != nil {
				return err
			}
			if c.valid(purpose, s.now()) || purpose == PurposeToken && c.Purpose == PurposeToken {
				c.Hash = ""
				all = append(all, c)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list each %s: %w", purpose, err)
	}
	return all, nil
}

// revoke ends one credential of the actor.
func (s *Service) revoke(ctx context.Context, actor Actor, purpose Purpose, id ID) error {
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		if err := s.endOne(tx, actor.ID, purpose, id); err != nil {
			return err
		}
		return tx.Log(s.ownEvent(actor, ActionOwnAccount, "ended a "+string(purpose)))
	})
	if err != nil {
		return fmt.Errorf("end a %s: %w", purpose, err)
	}
	return nil
}
