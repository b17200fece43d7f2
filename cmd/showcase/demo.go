package main

import (
	"errors"
	"fmt"
	"net"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/sample"
)

type demoCommand struct {
	serveFlags
	Data string `default:"showcase-demo" help:"Data folder: filled with the demonstration catalogue when it is empty." placeholder:"DIR"`
}

// Run fills an empty folder with the demonstration catalogue and serves it, with
// an account for each role.
func (c *demoCommand) Run(env *environment) (err error) {
	a, err := openStore(env, c.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	if err := fillDemonstration(env, a, c.Data); err != nil {
		return err
	}
	a.service.AdmitDemonstration()
	if a.engine, err = openEngine(env, a, c.Data); err != nil {
		return err
	}
	return serve(env, a, c.Data, c.serveFlags, true)
}

// fillDemonstration brings the demonstration catalogue and its accounts into a
// folder as far as they are missing. A folder with another catalogue is refused:
// accounts whose password everybody knows have no place there.
func fillDemonstration(env *environment, a *app, dir string) error {
	sequence, err := a.service.Sequence(env.ctx)
	if err != nil {
		return err
	}
	if sequence == 0 {
		entries, err := sample.Load()
		if err != nil {
			return err
		}
		if err := a.service.Load(env.ctx, entries); err != nil {
			return fmt.Errorf("fill the demonstration catalogue: %w", err)
		}
		env.log.Info("demonstration catalogue filled", "entries", len(entries), "folder", dir)
	}
	for _, account := range sample.Accounts() {
		if err := addDemonstration(env, a, account); errors.Is(err, catalog.ErrNotFound) {
			return fmt.Errorf("%s holds another catalogue; name a folder for the demonstration with --data", dir)
		} else if err != nil {
			return fmt.Errorf("make the account %s: %w", account.Email, err)
		}
	}
	return nil
}

// addDemonstration makes the account when it is not there. It is
// [catalog.ErrNotFound] when the catalogue has no such organisation.
func addDemonstration(env *environment, a *app, account sample.Account) error {
	id, err := organisation(env.ctx, a, account.Organisation)
	if err != nil {
		return err
	}
	_, err = a.service.UserByEmail(env.ctx, operator, account.Email)
	if !errors.Is(err, catalog.ErrNotFound) {
		return err
	}
	_, err = a.service.AddUser(env.ctx, operator, catalog.User{
		Email: account.Email, Name: account.Name, Role: account.Role, Organisation: id, Demonstration: true,
	}, sample.Password)
	return err
}

// sayDemonstration names the accounts that let everybody in.
func sayDemonstration(env *environment, address net.Addr) {
	env.printf("\nTHIS IS A DEMONSTRATION. Whoever reaches it can sign in; every account has the password %q:\n", sample.Password)
	for _, account := range sample.Accounts() {
		env.printf("    %-22s %s\n", account.Email, account.Role)
	}
	if tcp, ok := address.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		env.printf("IT CAN BE REACHED FROM OTHER MACHINES at %s. Put nothing into it that is not public.\n", address)
	}
	env.printf("\n")
}
