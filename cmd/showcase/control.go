package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A store belongs to one process. So that an operator can back up, check and
// reindex a catalogue while it is being served, the server listens on a socket
// in the data folder, which only the owner of the folder can reach, and does
// the work itself. The commands look for that socket first.

// task is work on an open catalogue, done by the command itself or by the
// server for it. It writes lines for the operator to out.
type task func(ctx context.Context, env *environment, a *app, argument string, out io.Writer) error

// tasks are the tasks a server does when asked through its socket.
var tasks = map[string]task{
	"backup":  backup,
	"check":   check,
	"reindex": reindex,
	"export":  export,

	"user-add":     accountTask(userAdd.do),
	"user-role":    accountTask(userRole.do),
	"user-disable": accountTask(userDisable.do),
	"user-enable":  accountTask(userEnable.do),
	"user-reset":   accountTask(userReset.do),
	"user-token":   accountTask(userToken.do),
	"user-list":    accountTask(userList.do),
}

// Last lines of a task's answer.
const (
	answerDone   = "= done"
	answerFailed = "= failed: "
)

func socketPath(dir string) string { return filepath.Join(dir, "control.sock") }

// listenControl serves the socket until the returned function is called.
func listenControl(env *environment, a *app, dir string) (stop func() error, err error) {
	path := socketPath(dir)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err // the store's lock is ours, so an old socket is a dead one
	}
	listener, err := (&net.ListenConfig{}).Listen(env.ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen for the operator's commands: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	server := &http.Server{Handler: controlHandler(env, a), ReadHeaderTimeout: 5 * time.Second}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	return func() error {
		err := server.Close()
		if served := <-done; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}, nil
}

func controlHandler(env *environment, a *app) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		do := tasks[strings.TrimPrefix(r.URL.Path, "/")]
		if do == nil || r.Method != http.MethodPost {
			http.NotFound(w, r)
			return
		}
		last := answerDone
		argument, err := io.ReadAll(r.Body)
		if err == nil {
			err = do(r.Context(), env, a, string(argument), w)
		}
		if err != nil {
			last = answerFailed + err.Error()
			env.log.Warn("operator's command failed", "command", r.URL.Path, "error", err)
		}
		_, _ = fmt.Fprintln(w, last) // the command that asked may be gone
	})
}

// perform does a task on the catalogue in the folder: through the server that
// holds it, or, when none does, by opening it.
func perform(env *environment, data dataFlag, name, argument string) error {
	return performOn(env, data, name, argument, openReady)
}

// performOn is perform for a task that needs no more than open opens.
func performOn(env *environment, data dataFlag, name, argument string, open func(env *environment, dir string) (*app, error)) error {
	if err := data.existing(); err != nil {
		return err
	}
	served, err := ask(env, socketPath(data.Data), name, argument)
	if served {
		return err
	}
	a, err := open(env, data.Data)
	if err != nil {
		return err
	}
	return errors.Join(tasks[name](env.ctx, env, a, argument, env.stdout), a.close())
}

// openReady opens store and index and waits until they are as one.
func openReady(env *environment, dir string) (*app, error) {
	a, err := openAll(env, dir)
	if err != nil {
		return nil, err
	}
	if err := a.waitReady(env.ctx); err != nil {
		return nil, errors.Join(err, a.close())
	}
	return a, nil
}

// ask has the server behind the socket do the task; served is false when there
// is no server.
func ask(env *environment, socket, name, argument string) (served bool, err error) {
	client := &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "unix", socket)
		},
	}}
	// The argument may be a password: it stands in the body, not in an address
	// that errors name.
	request, err := http.NewRequestWithContext(env.ctx, http.MethodPost, "http://control/"+name, strings.NewReader(argument))
	if err != nil {
		return false, err
	}
	response, err := client.Do(request)
	if err != nil {
		var dial *net.OpError
		return !errors.As(err, &dial) || dial.Op != "dial", err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	return true, relay(env, response.Body)
}

// relay passes the lines of an answer on and reads the last as the result.
func relay(env *environment, body io.Reader) error {
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		line := lines.Text()
		switch {
		case line == answerDone:
			return nil
		case line == answerFailed+errDifferences.Error():
			return errDifferences
		case strings.HasPrefix(line, answerFailed):
			return errors.New(strings.TrimPrefix(line, answerFailed))
		}
		env.printf("%s\n", line)
	}
	return errors.Join(errors.New("the server ended before the work was done"), lines.Err())
}
