package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/bolt"
	"ileanet.eu/showcase/catalog/password"
	"ileanet.eu/showcase/catalog/totp"
	"ileanet.eu/showcase/catalog/vocabularies"
)

// office is a catalogue with people, and a clock that the test turns.
type office struct {
	*catalog.Service
	t     testing.TB
	store *bolt.Store
	clock atomic.Pointer[time.Time]
}

const rightPassword = "correct horse battery"

var operator = catalog.Actor{Role: catalog.RoleAdministrator}

func newOffice(tb testing.TB) *office {
	tb.Helper()
	lists, err := vocabularies.Load()
	if err != nil {
		tb.Fatal(err)
	}
	store, err := bolt.Open(tb.Context(), tb.TempDir(), bolt.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := store.Check(context.Background(), func(d string) { tb.Error(d) }); err != nil {
			tb.Error(err)
		}
		if err := store.Close(); err != nil {
			tb.Error(err)
		}
	})
	o := &office{t: tb, store: store}
	o.clock.Store(&importDay)
	o.Service = catalog.NewService(store, lists, func() time.Time { return *o.clock.Load() }, catalog.NewID)
	return o
}

// later turns the clock.
func (o *office) later(d time.Duration) {
	now := o.clock.Load().Add(d)
	o.clock.Store(&now)
}

// rightHash is the hash of the right password, made once for all.
var rightHash = sync.OnceValues(func() (string, error) { return password.Hash(rightPassword) })

// person makes an account with the right password.
func (o *office) person(email string, role catalog.Role, organisation catalog.ID) *catalog.User {
	o.t.Helper()
	hash, err := rightHash()
	o.must(err)
	u := &catalog.User{
		ID: catalog.NewID(catalog.AccessClear), Email: email, Role: role, Organisation: organisation, Password: hash,
		Created: importDay, Updated: importDay,
	}
	_, err = o.store.Update(o.t.Context(), func(tx catalog.UpdateTx) error {
		return tx.PutUser(u, catalog.Event{At: importDay, Action: catalog.ActionManageUsers, Object: u.ID, Note: "add"})
	})
	o.must(err)
	return u
}

// organisation makes an organisation in the country.
func (o *office) organisation(slug, country string) catalog.ID {
	o.t.Helper()
	e := &catalog.Entry{
		ID: catalog.IDFor(slug, importDay), Kind: catalog.KindOrganisation, Slug: slug, State: catalog.StatePublished,
		Access: catalog.AccessClear, Language: "en", Created: importDay, Updated: importDay,
		Public: &catalog.Revision{Number: 1, At: importDay, Content: &catalog.Organisation{Name: slug, Country: country}},
	}
	_, err := o.store.Update(o.t.Context(), func(tx catalog.UpdateTx) error {
		return tx.PutEntry(e, catalog.Event{At: importDay, Action: catalog.ActionImport, Object: e.ID, Kind: e.Kind})
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return e.ID
}

// authority makes a verified authority with the mail domains.
func (o *office) authority(slug, country string, domains ...string) catalog.ID {
	o.t.Helper()
	id := o.organisation(slug, country)
	o.must(o.Verify(o.t.Context(), operator, id, true, "letter of the ministry", domains))
	return id
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// want fails the test unless err is of the category, nil for none.
func (o *office) want(err, category error, doing string) {
	o.t.Helper()
	if category == nil && err != nil || !errors.Is(err, category) {
		o.t.Errorf("%s: error is %v, want %v", doing, err, category)
	}
}

// from is the n-th address of a made-up network.
func from(n int) netip.Addr {
	return netip.AddrFrom4([4]byte{192, 0, byte(n >> 8), byte(n)})
}

// signIn signs the person in with the right password.
func (o *office) signIn(u *catalog.User) (secret string, id *catalog.Identity) {
	o.t.Helper()
	secret, id, err := o.SignIn(o.t.Context(), catalog.SignIn{Email: u.Email, Password: rightPassword, Address: from(1), Browser: "Browser"})
	if err != nil {
		o.t.Fatal(err)
	}
	return secret, id
}

// alive reports whether the session is in force.
func (o *office) alive(secret string) bool {
	o.t.Helper()
	_, err := o.Session(o.t.Context(), secret)
	if err != nil && !errors.Is(err, catalog.ErrUnauthenticated) {
		o.t.Fatal(err)
	}
	return err == nil
}

// code is what the authenticator app with the secret shows now.
func (o *office) code(secret string) string {
	o.t.Helper()
	code, err := totp.Code(secret, *o.clock.Load())
	if err != nil {
		o.t.Fatal(err)
	}
	return code
}

// audit lists the events as "action note", newest last.
func (o *office) audit() (lines []string) {
	o.t.Helper()
	err := o.store.View(o.t.Context(), func(tx catalog.Tx) error {
		lines = nil
		for e, err := range tx.Events(0) {
			if err != nil {
				return err
			}
			lines = append(lines, fmt.Sprintf("%s %s", e.Action, e.Note))
		}
		return nil
	})
	o.must(err)
	return lines
}

// logged fails the test unless the newest event reads so.
func (o *office) logged(want string) {
	o.t.Helper()
	lines := o.audit()
	if len(lines) == 0 || lines[len(lines)-1] != want {
		o.t.Errorf("the audit trail ends with %q, want %q", lines[max(0, len(lines)-2):], want)
	}
}

// credentials lists what a holder has in the store, "" for everybody.
func (o *office) credentials(holder catalog.ID) (all []*catalog.Credential) {
	o.t.Helper()
	err := o.store.View(o.t.Context(), func(tx catalog.Tx) error {
		all = nil
		for c, err := range tx.Credentials(holder) {
			if err != nil {
				return err
			}
			all = append(all, c)
		}
		return nil
	})
	o.must(err)
	return all
}

// stored is the account as it lies in the store.
func (o *office) stored(id catalog.ID) (u *catalog.User) {
	o.t.Helper()
	o.must(o.store.View(o.t.Context(), func(tx catalog.Tx) (err error) {
		u, err = tx.User(id)
		return err
	}))
	return u
}

// together runs do n times at once and counts how often it went well; every
// other outcome must be of one of the categories.
func (o *office) together(n int, do func(i int) error, categories ...error) (well int) {
	o.t.Helper()
	outcomes := make(chan error, n)
	start := make(chan struct{})
	for i := range n {
		go func() {
			<-start
			outcomes <- do(i)
		}()
	}
	close(start)
	for range n {
		err := <-outcomes
		if err == nil {
			well++
		} else if !slices.ContainsFunc(categories, func(c error) bool { return errors.Is(err, c) }) {
			o.t.Errorf("error is %v, want one of %v", err, categories)
		}
	}
	return well
}
