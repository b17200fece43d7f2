package catalog

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// sessionLife is how long a session lasts at most.
const sessionLife = 12 * time.Hour

// maxSessions is how many sessions an account has at most; one more ends the
// oldest.
const maxSessions = 10

// maxLabel is the longest name of a session or token that is kept, in runes.
const maxLabel = 120

// SignIn is what somebody gives to sign in.
type SignIn struct {
	Email    string
	Password string
	Code     string     // of the second factor, or a recovery code; empty when not asked for yet
	Address  netip.Addr // of who asks, for the count of failures
	Browser  string     // as it calls itself, for the list of sessions
	Replaces string     // secret of the session the request came with, if any; it ends
}

// SignIn makes a session. Its secret, which is fresh every time, is returned
// once and stored nowhere.
//
// Whatever is wrong, it is [ErrUnauthenticated], and it takes the same work for
// an account that does not exist, is disabled or has another password. When the
// password is right and the account has a second factor, a missing code is
// [ErrCodeNeeded] and a wrong one [ErrUnauthenticated]. After ten failures for
// an account from one address, or a hundred from the address, it is
// [*Throttled] for the rest of the hour, whether there is such an account or
// not.
func (s *Service) SignIn(ctx context.Context, in SignIn) (secret string, id *Identity, err error) {
	secret, id, err = s.signIn(ctx, in)
	if err != nil {
		return "", nil, fmt.Errorf("sign in: %w", err)
	}
	return secret, id, nil
}

func (s *Service) signIn(ctx context.Context, in SignIn) (string, *Identity, error) {
	in.Email = normalEmail(in.Email)
	undo, err := s.throttle.try(s.now(), s.throttle.signInLimits(s.now(), in.Email, in.Address)...)
	if err != nil {
		return "", nil, err
	}
	u, err := s.authenticate(ctx, in.Email, in.Password)
	if err != nil {
		if !errors.Is(err, ErrUnauthenticated) {
			undo() // nothing was tried
		}
		return "", nil, err
	}
	if u.SecondFactor != nil {
		if in.Code == "" {
			undo()
			return "", nil, ErrCodeNeeded
		}
		if _, err = s.throttle.try(s.now(), limit{codeKey(u.ID), limitCode}); err != nil {
			return "", nil, err
		}
	}
	secret, id, err := s.openSession(ctx, u.ID, in, s.passwordAndCode(u, in.Code))
	if errors.Is(err, ErrUnauthenticated) {
		return "", nil, err
	}
	undo()
	if err != nil {
		return "", nil, err
	}
	s.throttle.forget(codeKey(u.ID))
	s.throttle.signedIn(s.now(), in.Email, in.Address)
	return secret, id, nil
}

// codeKey is the key under which wrong codes of an account are counted.
func codeKey(id ID) string { return "code " + string(id) }

// authenticate finds the account with the address whose password is the one
// given.
func (s *Service) authenticate(ctx context.Context, email, password string) (*User, error) {
	u, err := s.userByEmail(ctx, email)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	hash := ""
	if u != nil && s.active(u) {
		hash = u.Password
	}
	matches, err := s.hashing.matches(ctx, password, hash)
	if err != nil {
		return nil, err
	}
	if !matches {
		return nil, ErrUnauthenticated
	}
	return u, nil
}

// proof verifies, in the transaction that makes the session, what somebody gave
// to sign in to the account, and uses it up. A failed proof is false, and what
// it wrote stays.
type proof func(tx UpdateTx, u *User) (bool, error)

// passwordAndCode is the proof that the account still has the password that was
// compared, and of the second factor.
func (s *Service) passwordAndCode(compared *User, code string) proof {
	return func(_ UpdateTx, u *User) (bool, error) {
		if u.Password != compared.Password {
			return false, ErrUnauthenticated
		}
		return u.SecondFactor.use(code, s.now()), nil
	}
}

// openSession makes the session and ends those that are to end, in one
// transaction with the proof: of two sign-ins with one code only one succeeds.
func (s *Service) openSession(ctx context.Context, holder ID, in SignIn, prove proof) (secret string, id *Identity, err error) {
	session := &Credential{Purpose: PurposeSession, Holder: holder, Label: cut(in.Browser, maxLabel)}
	secret = s.grant(session, "", sessionLife)
	session.Seen = session.Created
	proven := false
	_, err = s.store.Update(ctx, func(tx UpdateTx) error {
		proven = false
		u, err := s.member(tx, holder)
		if err != nil {
			return err
		}
		actor, err := actorOf(tx, u)
		if err != nil {
			return err
		}
		if proven, err = prove(tx, u); err != nil {
			return err
		}
		if !proven {
			return tx.Log(s.ownEvent(actor, ActionFailCode, ""))
		}
		session.Role, session.Organisation = u.Role, u.Organisation
		if err := s.makeRoomForSession(tx, u.ID, in.Replaces); err != nil {
			return err
		}
		if err := tx.PutCredential(session); err != nil {
			return err
		}
		id = &Identity{Actor: actor, User: u.withoutSecrets(), Credential: session}
		return tx.PutUser(u, s.ownEvent(actor, ActionSignIn, "")) // with what the proof used up
	})
	if err == nil && !proven {
		err = ErrUnauthenticated
	}
	if err != nil {
		return "", nil, err
	}
	id.Credential.Hash = ""
	return secret, id, nil
}

// makeRoomForSession ends the session that is replaced, those that have ended
// already, and the oldest when there are too many.
func (s *Service) makeRoomForSession(tx UpdateTx, holder ID, replaced string) error {
	if replaced != "" {
		c, err := s.presented(tx, PurposeSession, replaced)
		if err == nil {
			err = tx.DeleteCredential(c.Hash)
		}
		if err != nil && !errors.Is(err, ErrUnauthenticated) {
			return err
		}
	}
	var open []*Credential
	for c, err := range tx.Credentials(holder) {
		if err != nil {
			return err
		}
		switch {
		case c.Purpose != PurposeSession:
		case c.valid(PurposeSession, s.now()):
			open = append(open, c)
		default:
			if err := tx.DeleteCredential(c.Hash); err != nil {
				return err
			}
		}
	}
	for len(open) >= maxSessions {
		if err := tx.DeleteCredential(open[0].Hash); err != nil {
			return err
		}
		open = open[1:]
	}
	return nil
}

func (s *Service) userByEmail(ctx context.Context, email string) (u *User, err error) {
	err = s.store.View(ctx, func(tx Tx) (err error) {
		u, err = tx.UserByEmail(email)
		return err
	})
	return u, err
}

// maxEmail is the longest mail address there is.
const maxEmail = 254

// normalEmail is the form in which addresses are compared.
func normalEmail(email string) string {
	return cut(strings.ToLower(strings.TrimSpace(email)), maxEmail)
}

// cut shortens a text to so many runes.
func cut(text string, runes int) string {
	n := 0
	for i := range text {
		if n++; n > runes {
			return text[:i]
		}
	}
	return text
}
