package catalog_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/passkey"
)

// device is an authenticator with a key, on the pages of the site.
type device struct {
	site          virtualwebauthn.RelyingParty
	authenticator virtualwebauthn.Authenticator
	key           virtualwebauthn.Credential
}

func newDevice() *device {
	return &device{
		virtualwebauthn.RelyingParty{Name: "Showcase", ID: "catalogue.example.eu", Origin: "https://catalogue.example.eu"},
		virtualwebauthn.NewAuthenticator(), virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2),
	}
}

// newOfficeWithPasskeys is an office that offers passkeys.
func newOfficeWithPasskeys(t *testing.T) *office {
	t.Helper()
	o := newOffice(t)
	site, err := passkey.NewSite("Showcase", "https://catalogue.example.eu")
	o.must(err)
	o.OfferPasskeys(site)
	return o
}

// register answers the options of a registration.
func (d *device) register(t *testing.T, options []byte) []byte {
	t.Helper()
	parsed, err := virtualwebauthn.ParseAttestationOptions(string(options))
	if err != nil {
		t.Fatal(err)
	}
	d.authenticator.Options.UserHandle = []byte(parsed.UserID)
	response := virtualwebauthn.CreateAttestationResponse(d.site, d.authenticator, d.key, *parsed)
	d.authenticator.AddCredential(d.key)
	return []byte(response)
}

// answer signs the options of a sign-in. Each answer raises the count of uses.
func (d *device) answer(t *testing.T, options []byte) []byte {
	t.Helper()
	parsed, err := virtualwebauthn.ParseAssertionOptions(string(options))
	if err != nil {
		t.Fatal(err)
	}
	d.key.Counter++
	return []byte(virtualwebauthn.CreateAssertionResponse(d.site, d.authenticator, d.key, *parsed))
}

// addPasskey gives the account a passkey on the device.
func (o *office) addPasskey(t *testing.T, me *catalog.Identity, d *device) {
	t.Helper()
	secret, options, err := o.BeginPasskey(t.Context(), me, rightPassword)
	o.must(err)
	o.must(o.AddPasskey(t.Context(), me, secret, " phone ", d.register(t, options)))
}

// passkeySignIn signs in with the device.
func (o *office) passkeySignIn(t *testing.T, d *device) (secret string, id *catalog.Identity, err error) {
	t.Helper()
	challenge, options, err := o.BeginPasskeySignIn(t.Context(), from(1))
	o.must(err)
	return o.PasskeySignIn(t.Context(), challenge, d.answer(t, options), catalog.SignIn{Address: from(1), Browser: "Browser"})
}

func TestPasskey(t *testing.T) {
	o, d := newOfficeWithPasskeys(t), newDevice()
	eve := o.person("eve@example.org", catalog.RoleReviewer, "")
	_, me := o.signIn(eve)
	o.secondFactor(me)
	o.addPasskey(t, me, d)
	o.logged("own-account new passkey")
	secret, id, err := o.passkeySignIn(t, d)
	o.must(err)
	o.logged("sign-in ")
	if !o.alive(secret) || id.Actor != me.Actor || len(id.User.Passkeys) != 1 || id.User.Passkeys[0].Key != nil || id.User.Passkeys[0].Name != "phone" {
		t.Errorf("signed in as %+v %+v", id.Actor, id.User)
	}
	if seen := o.stored(eve.ID).Passkeys[0].Seen; !seen.Equal(importDay) {
		t.Errorf("last used %v, want now", seen)
	}
	data, err := o.OwnData(t.Context(), me.Actor, eve.ID)
	o.must(err)
	if text, _ := json.Marshal(data); len(data.Passkeys) != 1 || strings.Contains(string(text), "publicKey") {
		t.Errorf("own data hold %s", text)
	}
	o.want(o.RemovePasskey(t.Context(), id, "wrong", id.User.Passkeys[0].ID), catalog.ErrUnauthenticated, "remove with a wrong password")
	o.want(o.RemovePasskey(t.Context(), id, rightPassword, "no such"), catalog.ErrNotFound, "remove what is not there")
	o.must(o.RemovePasskey(t.Context(), id, rightPassword, id.User.Passkeys[0].ID))
	_, _, err = o.passkeySignIn(t, d)
	o.want(err, catalog.ErrUnauthenticated, "sign in with a removed passkey")
	o.logged("fail-code ")
}

func TestPasskeysThatAreRefused(t *testing.T) {
	o, d := newOfficeWithPasskeys(t), newDevice()
	eve, ada := o.person("eve@example.org", catalog.RoleReviewer, ""), o.person("ada@example.org", catalog.RoleReviewer, "")
	_, me := o.signIn(eve)
	_, other := o.signIn(ada)
	_, _, err := o.BeginPasskey(t.Context(), me, "wrong")
	o.want(err, catalog.ErrUnauthenticated, "begin with a wrong password")

	secret, options, err := o.BeginPasskey(t.Context(), me, rightPassword)
	o.must(err)
	response := d.register(t, options)
	o.want(o.AddPasskey(t.Context(), me, secret, " ", response), catalog.ErrInvalid, "no name")
	o.want(o.AddPasskey(t.Context(), me, secret, strings.Repeat("x", 121), response), catalog.ErrInvalid, "a long name")
	o.want(o.AddPasskey(t.Context(), other, secret, "phone", response), catalog.ErrUnauthenticated, "the challenge of another")
	o.want(o.AddPasskey(t.Context(), me, secret, "phone", []byte("{}")), catalog.ErrInvalid, "no response")
	elsewhere := newDevice()
	elsewhere.site.Origin = "https://evil.example"
	o.want(o.AddPasskey(t.Context(), me, secret, "phone", elsewhere.register(t, options)), catalog.ErrInvalid, "a key made for another site")
	unverified := newDevice()
	unverified.authenticator.Options.UserNotVerified = true
	o.want(o.AddPasskey(t.Context(), me, secret, "phone", unverified.register(t, options)), catalog.ErrInvalid, "a key used by whoever holds the device")
	o.must(o.AddPasskey(t.Context(), me, secret, "phone", response))
	o.want(o.AddPasskey(t.Context(), me, secret, "phone", response), catalog.ErrUnauthenticated, "the same challenge twice")
	again, options, err := o.BeginPasskey(t.Context(), me, rightPassword)
	o.must(err)
	if !strings.Contains(string(options), `"excludeCredentials":[{`) {
		t.Errorf("the device is not told which keys there are: %s", options)
	}
	o.want(o.AddPasskey(t.Context(), me, again, "phone", d.register(t, options)), catalog.ErrInvalid, "the same key twice")
	o.later(5 * time.Minute)
	o.want(o.AddPasskey(t.Context(), me, again, "phone", newDevice().register(t, options)), catalog.ErrUnauthenticated, "a late response")

	refuse := func(name string, challenge string, response []byte) {
		t.Helper()
		_, _, err := o.PasskeySignIn(t.Context(), challenge, response, catalog.SignIn{Address: from(1)})
		o.want(err, catalog.ErrUnauthenticated, name)
	}
	begin := func() (string, []byte) {
		t.Helper()
		challenge, options, err := o.BeginPasskeySignIn(t.Context(), from(1))
		o.must(err)
		return challenge, options
	}
	challenge, options := begin()
	refuse("no response", challenge, nil)
	refuse("another challenge", "made up", d.answer(t, options))
	other1, _ := begin()
	refuse("the answer to another challenge", other1, d.answer(t, options))
	stranger := newDevice()
	stranger.authenticator.Options.UserHandle = []byte(eve.ID)
	challenge, options = begin()
	refuse("a key of nobody", challenge, stranger.answer(t, options))
	d.authenticator.Options.UserHandle = []byte(ada.ID)
	challenge, options = begin()
	refuse("the key of another account", challenge, d.answer(t, options))
	d.authenticator.Options.UserHandle = []byte(eve.ID)
	challenge, options = begin()
	o.later(5 * time.Minute)
	refuse("a late answer", challenge, d.answer(t, options))
	challenge, options = begin()
	answered := d.answer(t, options)
	_, _, err = o.PasskeySignIn(t.Context(), challenge, answered, catalog.SignIn{Address: from(1)})
	o.must(err)
	refuse("the same answer twice", challenge, answered)
	d.key.Counter = 0 // a copy of the device, which counts by itself
	challenge, options = begin()
	refuse("a key that exists twice", challenge, d.answer(t, options))
	d.key.Counter = 100
	_, err = o.Disable(t.Context(), operator, eve.ID)
	o.must(err)
	challenge, options = begin()
	refuse("a disabled account", challenge, d.answer(t, options))
}

// TestPasskeyAnswerWorksOnce: of many who show one answer at the same time one
// gets in.
func TestPasskeyAnswerWorksOnce(t *testing.T) {
	o, d := newOfficeWithPasskeys(t), newDevice()
	_, me := o.signIn(o.person("eve@example.org", catalog.RoleReviewer, ""))
	o.addPasskey(t, me, d)
	challenge, options, err := o.BeginPasskeySignIn(t.Context(), from(1))
	o.must(err)
	answer := d.answer(t, options)
	well := o.together(8, func(i int) error {
		_, _, err := o.PasskeySignIn(t.Context(), challenge, answer, catalog.SignIn{Address: from(i)})
		return err
	}, catalog.ErrUnauthenticated)
	if well != 1 {
		t.Errorf("%d got in with one answer", well)
	}
}

// TestNoPasskeysWithoutASite: they belong to an address that people use.
func TestNoPasskeysWithoutASite(t *testing.T) {
	o := newOffice(t)
	_, me := o.signIn(o.person("eve@example.org", catalog.RoleReviewer, ""))
	_, _, err := o.BeginPasskey(t.Context(), me, rightPassword)
	o.want(err, catalog.ErrNotFound, "begin")
	o.want(o.AddPasskey(t.Context(), me, "", "phone", nil), catalog.ErrNotFound, "add")
	_, _, err = o.BeginPasskeySignIn(t.Context(), from(1))
	o.want(err, catalog.ErrNotFound, "begin sign-in")
	_, _, err = o.PasskeySignIn(t.Context(), "", nil, catalog.SignIn{})
	o.want(err, catalog.ErrNotFound, "sign in")
	if o.PasskeysOffered() || !newOfficeWithPasskeys(t).PasskeysOffered() {
		t.Error("passkeys are offered without a site, or not with one")
	}
	for _, address := range []string{"", "catalogue.example.eu", "/x", "https://"} {
		if _, err := passkey.NewSite("Showcase", address); err == nil {
			t.Errorf("passkeys are made for %q", address)
		}
	}
}

// TestOperatorTakesOffPasskeys with the second factor.
func TestOperatorTakesOffPasskeys(t *testing.T) {
	o, d := newOfficeWithPasskeys(t), newDevice()
	eve := o.person("eve@example.org", catalog.RoleReviewer, "")
	_, me := o.signIn(eve)
	o.addPasskey(t, me, d)
	_, err := o.SetPassword(t.Context(), operator, eve.ID, "another long password", true)
	o.must(err)
	_, _, err = o.passkeySignIn(t, d)
	o.want(err, catalog.ErrUnauthenticated, "sign in with a passkey that was taken off")
}
