package main

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/password"
)

type userCommand struct {
	Add     userAdd     `cmd:"" help:"Make an account."`
	Role    userRole    `cmd:"" help:"Give an account another role."`
	Disable userDisable `cmd:"" help:"Lock an account."`
	Enable  userEnable  `cmd:"" help:"Unlock an account."`
	Reset   userReset   `cmd:"" help:"Give an account a new password."`
	List    userList    `cmd:"" help:"List the accounts."`
}

// passwordFlag says where a new password comes from.
type passwordFlag struct {
	PasswordStdin bool `help:"Read the password from standard input instead of making one up."`
}

// take returns the password to set, and whether it was made up and so must be
// shown.
func (p passwordFlag) take(env *environment) (secret string, made bool, err error) {
	if !p.PasswordStdin {
		return rand.Text(), true, nil
	}
	line, err := bufio.NewReader(env.stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", false, err
	}
	line = strings.TrimRight(line, "\r\n")
	if len([]rune(line)) < password.MinLength {
		return "", false, fmt.Errorf("a password has at least %d characters", password.MinLength)
	}
	return line, false, nil
}

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
	secret, made, err := c.take(env)
	if err != nil {
		return err
	}
	hash, err := password.Hash(secret)
	if err != nil {
		return err
	}
	return withStore(env, c.dataFlag, func(a *app) error {
		u := catalog.User{Email: c.Email, Name: c.Name, Role: catalog.Role(c.Role), Password: hash}
		if c.Organisation != "" {
			o, err := a.service.Lookup(env.ctx, catalog.Actor{Role: catalog.RoleAdministrator}, catalog.KindOrganisation, c.Organisation)
			if err != nil {
				return err
			}
			u.Organisation = o.ID
		}
		added, err := a.service.AddUser(env.ctx, operator, u)
		if errors.Is(err, catalog.ErrConflict) {
			return fmt.Errorf("there is an account %s already", c.Email)
		}
		if err != nil {
			return err
		}
		env.printf("account %s made, role %s\n", added.Email, added.Role)
		if made {
			env.printf("password: %s\n", secret)
		}
		return nil
	})
}

// operator acts for whoever can run commands on the data folder.
var operator = catalog.Actor{Role: catalog.RoleAdministrator}

// change changes one account and says so.
func change(env *environment, data dataFlag, email, note string, apply func(*catalog.User) error) error {
	return withStore(env, data, func(a *app) error {
		u, err := a.service.ChangeUser(env.ctx, operator, email, note, apply)
		if err != nil {
			return err
		}
		env.printf("account %s: %s\n", u.Email, note)
		return nil
	})
}

type userRole struct {
	dataFlag
	Email string `arg:"" help:"E-mail address of the account."`
	Role  string `arg:"" enum:"lea,team,reviewer,national-contact,administrator" help:"One of ${enum}."`
}

// Run gives the account the role.
func (c *userRole) Run(env *environment) error {
	return change(env, c.dataFlag, c.Email, "role "+c.Role, func(u *catalog.User) error {
		u.Role = catalog.Role(c.Role)
		return nil
	})
}

type userDisable struct {
	dataFlag
	Email string `arg:"" help:"E-mail address of the account."`
}

// Run locks the account.
func (c *userDisable) Run(env *environment) error {
	return change(env, c.dataFlag, c.Email, "disabled", func(u *catalog.User) error {
		u.Disabled = true
		return nil
	})
}

type userEnable struct {
	dataFlag
	Email string `arg:"" help:"E-mail address of the account."`
}

// Run unlocks the account.
func (c *userEnable) Run(env *environment) error {
	return change(env, c.dataFlag, c.Email, "enabled", func(u *catalog.User) error {
		u.Disabled = false
		return nil
	})
}

type userReset struct {
	dataFlag
	passwordFlag
	Email string `arg:"" help:"E-mail address of the account."`
}

// Run sets a new password and prints it when it was made up.
func (c *userReset) Run(env *environment) error {
	secret, made, err := c.take(env)
	if err != nil {
		return err
	}
	hash, err := password.Hash(secret)
	if err != nil {
		return err
	}
	err = change(env, c.dataFlag, c.Email, "new password", func(u *catalog.User) error {
		u.Password = hash
		return nil
	})
	if err == nil && made {
		env.printf("password: %s\n", secret)
	}
	return err
}

type userList struct {
	dataFlag
}

// Run prints a line for each account.
func (c *userList) Run(env *environment) error {
	return withStore(env, c.dataFlag, func(a *app) error {
		users, err := a.service.Users(env.ctx)
		if err != nil {
			return err
		}
		for _, u := range users {
			state := "active"
			if u.Disabled {
				state = "disabled"
			}
			env.printf("%s\t%s\t%s\n", u.Email, u.Role, state)
		}
		return nil
	})
}
