package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"ileanet.eu/showcase/catalog"
)

type userCommand struct {
	Add     userAdd     `cmd:"" help:"Make an account."`
	Role    userRole    `cmd:"" help:"Give an account another role. All it holds ends: sessions, tokens, invitations."`
	Disable userDisable `cmd:"" help:"Lock an account and end all it holds, at once."`
	Enable  userEnable  `cmd:"" help:"Unlock an account."`
	Reset   userReset   `cmd:"" help:"Give an account a new password and end its sessions and tokens."`
	Token   userToken   `cmd:"" help:"Make an API token that acts for an account."`
	List    userList    `cmd:"" help:"List the accounts."`
}

// operator acts for whoever can run commands on the data folder.
var operator = catalog.Actor{Role: catalog.RoleAdministrator}

// accountTask makes a task of work on accounts. Its argument is the command, as
// JSON, so that a server does it as the command would.
func accountTask[C any](do func(c C, ctx context.Context, a *app, out io.Writer) error) task {
	return func(ctx context.Context, _ *environment, a *app, argument string, out io.Writer) error {
		var c C
		if err := json.Unmarshal([]byte(argument), &c); err != nil {
			return err
		}
		return do(c, ctx, a, out)
	}
}

// onAccounts has the command done, by the server or here; it needs no index.
func onAccounts(env *environment, data dataFlag, name string, command any) error {
	argument, err := json.Marshal(command)
	if err != nil {
		return err
	}
	return performOn(env, data, name, string(argument), openStore)
}

// passwordFlag says where a new password comes from.
type passwordFlag struct {
	PasswordStdin bool   `help:"Read the password from standard input instead of making one up."`
	Password      string `kong:"-"`
}

// take fills in the password to set and reports whether it was made up and so
// must be shown.
func (p *passwordFlag) take(env *environment) (made bool, err error) {
	if !p.PasswordStdin {
		p.Password = rand.Text()
		return true, nil
	}
	line, err := bufio.NewReader(env.stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	p.Password = strings.TrimRight(line, "\r\n")
	return false, nil
}

// find is the account with the address.
func find(ctx context.Context, a *app, email string) (*catalog.User, error) {
	u, err := a.service.UserByEmail(ctx, operator, email)
	if errors.Is(err, catalog.ErrNotFound) {
		return nil, fmt.Errorf("there is no account %s", email)
	}
	return u, err
}

// organisation is the id of the organisation with the slug, "" for none.
func organisation(ctx context.Context, a *app, slug string) (catalog.ID, error) {
	if slug == "" {
		return "", nil
	}
	o, err := a.service.Lookup(ctx, operator, catalog.KindOrganisation, slug)
	if err != nil {
		return "", err
	}
	return o.ID, nil
}

// say writes a line of the answer; one that nobody reads any more is lost.
func say(out io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(out, format+"\n", args...) }

type userAdd struct {
	dataFlag
	passwordFlag
	Role         string `required:"" enum:"lea,team,reviewer,national-contact,administrator" help:"One of ${enum}."`
	Organisation string `help:"Slug of the organisation the person belongs to." placeholder:"SLUG"`
	Name         string `help:"Name of the person."`
	Email        string `arg:"" help:"E-mail address; it is the name to sign in with."`
}

// Run makes the account and prints its password when it was made up.
func (c *userAdd) Run(env *environment) error {
	made, err := c.take(env)
	if err != nil {
		return err
	}
	if err := onAccounts(env, c.dataFlag, "user-add", c); err != nil {
		return err
	}
	if made {
		env.printf("password: %s\n", c.Password)
	}
	return nil
}

func (c userAdd) do(ctx context.Context, a *app, out io.Writer) error {
	id, err := organisation(ctx, a, c.Organisation)
	if err != nil {
		return err
	}
	u, err := a.service.AddUser(ctx, operator,
		catalog.User{Email: c.Email, Name: c.Name, Role: catalog.Role(c.Role), Organisation: id}, c.Password)
	if errors.Is(err, catalog.ErrConflict) {
		return fmt.Errorf("there is an account %s already", c.Email)
	}
	if err != nil {
		return explained(err)
	}
	say(out, "account %s made, role %s", u.Email, u.Role)
	return nil
}

type userRole struct {
	dataFlag
	Organisation string `help:"Slug of the organisation the person belongs to; the same as before when left out." placeholder:"SLUG"`
	Email        string `arg:"" help:"E-mail address of the account."`
	Role         string `arg:"" enum:"lea,team,reviewer,national-contact,administrator" help:"One of ${enum}."`
}

// Run gives the account the role.
func (c *userRole) Run(env *environment) error { return onAccounts(env, c.dataFlag, "user-role", c) }

func (c userRole) do(ctx context.Context, a *app, out io.Writer) error {
	u, err := find(ctx, a, c.Email)
	if err != nil {
		return err
	}
	id := u.Organisation
	if c.Organisation != "" {
		if id, err = organisation(ctx, a, c.Organisation); err != nil {
			return err
		}
	}
	if _, err := a.service.Assign(ctx, operator, u.ID, catalog.Role(c.Role), id); err != nil {
		return err
	}
	say(out, "account %s: role %s", u.Email, c.Role)
	return nil
}

// oneAccount is the flags of a command on one account.
type oneAccount struct {
	dataFlag
	Email string `arg:"" help:"E-mail address of the account."`
}

type userDisable struct{ oneAccount }

// Run locks the account.
func (c *userDisable) Run(env *environment) error {
	return onAccounts(env, c.dataFlag, "user-disable", c)
}

func (c userDisable) do(ctx context.Context, a *app, out io.Writer) error {
	u, err := find(ctx, a, c.Email)
	if err != nil {
		return err
	}
	if _, err := a.service.Disable(ctx, operator, u.ID); err != nil {
		return err
	}
	say(out, "account %s: disabled", u.Email)
	return nil
}

type userEnable struct{ oneAccount }

// Run unlocks the account.
func (c *userEnable) Run(env *environment) error {
	return onAccounts(env, c.dataFlag, "user-enable", c)
}

func (c userEnable) do(ctx context.Context, a *app, out io.Writer) error {
	u, err := find(ctx, a, c.Email)
	if err != nil {
		return err
	}
	if _, err := a.service.Enable(ctx, operator, u.ID); err != nil {
		return err
	}
	say(out, "account %s: enabled", u.Email)
	return nil
}

type userReset struct {
	dataFlag
	passwordFlag
	SecondFactor bool   `help:"Take the second factor and the passkeys off as well, for someone who lost the device."`
	Email        string `arg:"" help:"E-mail address of the account."`
}

// Run sets a new password and prints it when it was made up.
func (c *userReset) Run(env *environment) error {
	made, err := c.take(env)
	if err != nil {
		return err
	}
	if err := onAccounts(env, c.dataFlag, "user-reset", c); err != nil {
		return err
	}
	if made {
		env.printf("password: %s\n", c.Password)
	}
	return nil
}

func (c userReset) do(ctx context.Context, a *app, out io.Writer) error {
	u, err := find(ctx, a, c.Email)
	if err != nil {
		return err
	}
	if _, err := a.service.SetPassword(ctx, operator, u.ID, c.Password, c.SecondFactor); err != nil {
		return explained(err)
	}
	say(out, "account %s: new password", u.Email)
	if c.SecondFactor {
		say(out, "account %s: no second factor, no passkeys", u.Email)
	}
	return nil
}

type userToken struct {
	dataFlag
	Scope []string `required:"" enum:"read,write" help:"What the token may do: ${enum}, or both, separated by a comma."`
	Name  string   `default:"command line" help:"Name of the token, for the list of tokens."`
	Days  int      `default:"90" help:"How many days it is good for, at most 366."`
	Email string   `arg:"" help:"E-mail address of the account."`
}

// Run makes the token and prints it: it is shown this once.
func (c *userToken) Run(env *environment) error { return onAccounts(env, c.dataFlag, "user-token", c) }

func (c userToken) do(ctx context.Context, a *app, out io.Writer) error {
	u, err := find(ctx, a, c.Email)
	if err != nil {
		return err
	}
	scopes := make([]catalog.Scope, len(c.Scope))
	for i, scope := range c.Scope {
		scopes[i] = catalog.Scope(scope)
	}
	const day = 24 * time.Hour
	secret, _, err := a.service.MakeTokenFor(ctx, operator, u.ID, c.Name, scopes, time.Duration(c.Days)*day)
	if err != nil {
		return explained(err)
	}
	say(out, "%s", secret)
	return nil
}

type userList struct {
	dataFlag
}

// Run prints a line for each account.
func (c *userList) Run(env *environment) error { return onAccounts(env, c.dataFlag, "user-list", c) }

func (c userList) do(ctx context.Context, a *app, out io.Writer) error {
	users, err := a.service.Users(ctx, operator)
	if err != nil {
		return err
	}
	for _, u := range users {
		state := "active"
		if u.Disabled {
			state = "disabled"
		}
		say(out, "%s\t%s\t%s", u.Email, u.Role, state)
	}
	return nil
}

// explained says in words which rule an input breaks.
func explained(err error) error {
	var broken catalog.FieldErrors
	if !errors.As(err, &broken) {
		return err
	}
	first := broken[0]
	switch first.Key {
	case catalog.ErrKeyTooShort:
		return fmt.Errorf("%s: at least %v characters", first.Field, first.Args["min"])
	case catalog.ErrKeyTooLong:
		return fmt.Errorf("%s: at most %v characters", first.Field, first.Args["max"])
	case catalog.ErrKeyEmail:
		return fmt.Errorf("%s: %v is no address", first.Field, first.Args["value"])
	}
	return err
}
