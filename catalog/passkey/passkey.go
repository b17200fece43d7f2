// Package passkey registers and verifies passkeys (Web Authentication, level 3):
// keys that an authenticator keeps for one site and one account, and uses after
// it has made sure who holds it.
//
//	Register ─► options for the browser, state to keep ─► response ─► Registered ─► key to keep
//	Ask      ─► options for the browser, state to keep ─► response ─► Verify     ─► key, updated
//
// Options and responses are the JSON forms that browsers read and write. A state
// belongs to one response and is used once; keeping to that is the caller's.
package passkey

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// ErrRefused is a response that does not fit: of another site, account, key or
// state, or not signed by the key.
var ErrRefused = errors.New("passkey refused")

// Site is what passkeys are made for.
type Site struct {
	site *webauthn.WebAuthn
}

// NewSite makes the site that people reach at the address.
func NewSite(name, publicURL string) (*Site, error) {
	u, err := url.Parse(publicURL)
	if err != nil || u.Hostname() == "" {
		return nil, fmt.Errorf("passkeys need the address of the site, not %q", publicURL)
	}
	site, err := webauthn.New(&webauthn.Config{
		RPID: u.Hostname(), RPDisplayName: name, RPOrigins: []string{u.Scheme + "://" + u.Host},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey:        protocol.ResidentKeyRequirementRequired, // or no account is found by it later
			RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification:   protocol.VerificationRequired, // what makes it two factors in one
		},
	})
	if err != nil {
		return nil, fmt.Errorf("passkeys: %w", err)
	}
	return &Site{site}, nil
}

// Holder is an account with the keys it has.
type Holder struct {
	ID   string
	Name string
	Keys [][]byte
}

// account is a holder as the library wants it.
type account struct {
	Holder
	keys []webauthn.Credential
}

func (a account) WebAuthnID() []byte                         { return []byte(a.ID) }
func (a account) WebAuthnName() string                       { return a.Name }
func (a account) WebAuthnDisplayName() string                { return a.Name }
func (a account) WebAuthnCredentials() []webauthn.Credential { return a.keys }

func (h Holder) account() (account, error) {
	a := account{Holder: h}
	for i, key := range h.Keys {
		var k webauthn.Credential
		if err := json.Unmarshal(key, &k); err != nil {
			return a, fmt.Errorf("passkey %d: %w", i, err)
		}
		a.keys = append(a.keys, k)
	}
	return a, nil
}

// Register begins to make a key for the account, on an authenticator that has
// none of its keys yet.
func (s *Site) Register(h Holder) (options, state []byte, err error) {
	a, err := h.account()
	if err != nil {
		return nil, nil, err
	}
	creation, session, err := s.site.BeginRegistration(a, webauthn.WithExclusions(webauthn.Credentials(a.keys).CredentialDescriptors()))
	if err != nil {
		return nil, nil, fmt.Errorf("register passkey: %w", err)
	}
	return begun(creation.Response, session)
}

// Registered is the key that the response of an authenticator brings.
func (s *Site) Registered(h Holder, state, response []byte) (key []byte, err error) {
	a, err := h.account()
	if err != nil {
		return nil, err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return nil, fmt.Errorf("state of a passkey: %w", err)
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	made, err := s.site.CreateCredential(a, session, parsed)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if a.index(made.ID) >= 0 {
		return nil, fmt.Errorf("%w: the account has this key", ErrRefused)
	}
	return json.Marshal(made)
}

// index finds the key with the id among those of the account, -1 when there is
// none.
func (a account) index(id []byte) int {
	for i, k := range a.keys {
		if bytes.Equal(k.ID, id) {
			return i
		}
	}
	return -1
}

// Ask begins to ask for a key of whichever account.
func (s *Site) Ask() (options, state []byte, err error) {
	assertion, session, err := s.site.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, nil, fmt.Errorf("ask for a passkey: %w", err)
	}
	return begun(assertion.Response, session)
}

// begun writes options and state as JSON.
func begun(response any, session *webauthn.SessionData) (options, state []byte, err error) {
	options, err = json.Marshal(response)
	if err == nil {
		state, err = json.Marshal(session)
	}
	return options, state, err
}

// HolderID is the id of the account that the response says it is for. Whether
// that is so, Verify tells.
func HolderID(response []byte) (string, error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return string(parsed.Response.UserHandle), nil
}

// Verify accepts the response of an authenticator that holds one of the
// account's keys, and returns which one, as it must be kept from now on. A key
// whose uses were counted backwards exists twice and is refused.
func (s *Site) Verify(h Holder, state, response []byte) (index int, key []byte, err error) {
	a, err := h.account()
	if err != nil {
		return 0, nil, err
	}
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return 0, nil, fmt.Errorf("state of a passkey: %w", err)
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return 0, nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	find := func(_, handle []byte) (webauthn.User, error) {
		if string(handle) != h.ID {
			return nil, ErrRefused
		}
		return a, nil
	}
	_, used, err := s.site.ValidatePasskeyLogin(find, session, parsed)
	if err != nil {
		return 0, nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	if used.Authenticator.CloneWarning {
		return 0, nil, fmt.Errorf("%w: the key exists twice", ErrRefused)
	}
	key, err = json.Marshal(used)
	return a.index(used.ID), key, err
}
