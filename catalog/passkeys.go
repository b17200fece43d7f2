package catalog

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"ileanet.eu/showcase/catalog/passkey"
)

// challengeLife is how long a person has to answer with a passkey.
const challengeLife = 5 * time.Minute

// maxPasskeys is how many passkeys an account has at most.
const maxPasskeys = 10

// OfferPasskeys makes it possible to sign in with passkeys made for the site. It
// is called before the service is used; without it there are none.
func (s *Service) OfferPasskeys(site *passkey.Site) { s.passkeys = site }

// PasskeysOffered reports whether people can sign in with passkeys here.
func (s *Service) PasskeysOffered() bool { return s.passkeys != nil }

// passkeyHolder is the account as package passkey sees it.
func passkeyHolder(u *User) passkey.Holder {
	h := passkey.Holder{ID: string(u.ID), Name: u.Email}
	for _, k := range u.Passkeys {
		h.Keys = append(h.Keys, k.Key)
	}
	return h
}

// challenge keeps what a passkey is asked for, until it answers.
func (s *Service) challenge(ctx context.Context, holder ID, state []byte) (secret string, err error) {
	c := &Credential{Purpose: PurposeChallenge, Holder: holder, State: state}
	secret = s.grant(c, "", challengeLife)
	_, err = s.store.Update(ctx, func(tx UpdateTx) error { return tx.PutCredential(c) })
	return secret, err
}

// answered takes the challenge with the secret: it is used up.
func (s *Service) answered(tx UpdateTx, secret string) (*Credential, error) {
	c, err := s.presented(tx, PurposeChallenge, secret)
	if err != nil {
		return nil, err
	}
	return c, tx.DeleteCredential(c.Hash)
}

// BeginPasskey begins to add a passkey to the own account, confirmed with the
// password. The options go to the browser as they are, the secret comes back
// with its response, within five minutes. Where none are offered it is
// [ErrNotFound].
func (s *Service) BeginPasskey(ctx context.Context, me *Identity, password string) (secret string, options []byte, err error) {
	if s.passkeys == nil {
		return "", nil, fmt.Errorf("begin passkey: %w", ErrNotFound)
	}
	u, err := s.confirm(ctx, me, password)
	if err != nil {
		return "", nil, fmt.Errorf("begin passkey: %w", err)
	}
	options, state, err := s.passkeys.Register(passkeyHolder(u))
	if err == nil {
		secret, err = s.challenge(ctx, u.ID, state)
	}
	if err != nil {
		return "", nil, fmt.Errorf("begin passkey: %w", err)
	}
	return secret, options, nil
}

// AddPasskey adds the passkey that the browser made, under the holder's name for
// it. It is [ErrUnauthenticated] when the secret is of no challenge to this
// account any more, and [ErrInvalid] when the response does not fit it.
func (s *Service) AddPasskey(ctx context.Context, me *Identity, secret, name string, response []byte) error {
	if err := s.addPasskey(ctx, me, secret, strings.TrimSpace(name), response); err != nil {
		return fmt.Errorf("add passkey: %w", err)
	}
	return nil
}

func (s *Service) addPasskey(ctx context.Context, me *Identity, secret, name string, response []byte) error {
	if s.passkeys == nil {
		return ErrNotFound
	}
	if n := utf8.RuneCountInString(name); n == 0 {
		return FieldErrors{{Field: "name", Key: ErrKeyMissing}}
	} else if n > maxLabel {
		return FieldErrors{{Field: "name", Key: ErrKeyTooLong, Args: map[string]any{"max": maxLabel, "length": n}}}
	}
	if key := textFault(name); key != "" {
		return FieldErrors{{Field: "name", Key: key}}
	}
	added := Passkey{ID: s.newID(AccessClear), Name: name, Created: s.now().UTC()}
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		c, err := s.answered(tx, secret)
		if err != nil {
			return err
		}
		u, err := s.member(tx, me.Actor.ID)
		if err != nil {
			return err
		}
		if c.Holder != u.ID {
			return ErrUnauthenticated
		}
		if len(u.Passkeys) >= maxPasskeys {
			return FieldErrors{{Field: "passkeys", Key: ErrKeyItems, Args: map[string]any{"min": 0, "max": maxPasskeys}}}
		}
		added.Key, err = s.passkeys.Registered(passkeyHolder(u), c.State, response)
		if errors.Is(err, passkey.ErrRefused) {
			return fmt.Errorf("%w: %w", ErrInvalid, err)
		}
		if err != nil {
			return err
		}
		return s.putChanged(tx, u, s.ownEvent(me.Actor, ActionOwnAccount, "new passkey"), func() error {
			u.Passkeys = append(u.Passkeys, added)
			return nil
		})
	})
	return err
}

// RemovePasskey takes a passkey off the own account, confirmed with the
// password.
func (s *Service) RemovePasskey(ctx context.Context, me *Identity, password string, id ID) error {
	u, err := s.confirm(ctx, me, password)
	if err == nil {
		err = s.changeConfirmed(ctx, me, u, "passkey removed", func(_ UpdateTx, u *User) error {
			left := slices.DeleteFunc(slices.Clone(u.Passkeys), func(k Passkey) bool { return k.ID == id })
			if len(left) == len(u.Passkeys) {
				return ErrNotFound
			}
			u.Passkeys = left
			return nil
		})
	}
	if err != nil {
		return fmt.Errorf("remove passkey: %w", err)
	}
	return nil
}

// BeginPasskeySignIn begins a sign-in with a passkey of whichever account. The
// options go to the browser as they are, the secret comes back with its
// response, within five minutes.
func (s *Service) BeginPasskeySignIn(ctx context.Context, address netip.Addr) (secret string, options []byte, err error) {
	if s.passkeys == nil {
		return "", nil, fmt.Errorf("begin sign-in: %w", ErrNotFound)
	}
	if _, err := s.throttle.try(s.now(), limit{"challenge from " + network(address), limitChallenges}); err != nil {
		return "", nil, fmt.Errorf("begin sign-in: %w", err)
	}
	options, state, err := s.passkeys.Ask()
	if err == nil {
		secret, err = s.challenge(ctx, s.newID(AccessAmber), state)
	}
	if err != nil {
		return "", nil, fmt.Errorf("begin sign-in: %w", err)
	}
	return secret, options, nil
}

// PasskeySignIn makes a session, as [Service.SignIn] does, for the account whose
// passkey answered the challenge with the secret. No password and no code is
// asked for: the device made sure who uses it. Whatever is wrong, it is
// [ErrUnauthenticated].
func (s *Service) PasskeySignIn(ctx context.Context, challenge string, response []byte, in SignIn) (secret string, id *Identity, err error) {
	if s.passkeys == nil {
		return "", nil, fmt.Errorf("sign in with passkey: %w", ErrNotFound)
	}
	undo, err := s.throttle.try(s.now(), limit{"from " + network(in.Address), limitAddress})
	if err != nil {
		return "", nil, fmt.Errorf("sign in with passkey: %w", err)
	}
	holder, err := passkey.HolderID(response)
	if err != nil {
		return "", nil, fmt.Errorf("sign in with passkey: %w", ErrUnauthenticated)
	}
	secret, id, err = s.openSession(ctx, ID(holder), in, s.answerOf(challenge, response))
	if !errors.Is(err, ErrUnauthenticated) {
		undo()
	}
	if err != nil {
		return "", nil, fmt.Errorf("sign in with passkey: %w", err)
	}
	return secret, id, nil
}

// answerOf is the proof of a passkey of the account.
func (s *Service) answerOf(challenge string, response []byte) proof {
	return func(tx UpdateTx, u *User) (bool, error) {
		c, err := s.answered(tx, challenge)
		if err != nil {
			return false, err
		}
		i, key, err := s.passkeys.Verify(passkeyHolder(u), c.State, response)
		if errors.Is(err, passkey.ErrRefused) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		u.Passkeys[i].Key, u.Passkeys[i].Seen = key, s.now().UTC()
		return true, nil
	}
}
