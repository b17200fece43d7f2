// Command showcase is the whole catalogue in one program: it serves the pages
// and the interface for programs, and it imports, exports, backs up, restores
// and checks the data behind them. `showcase --help` lists what it can do.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

// Exit codes. Anything that went wrong while working is exitFailed; a command
// line that cannot be understood is exitUsage.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// commands is the command line: a field for each command, its flags in the
// type of the field.
type commands struct {
	Demo    demoCommand    `cmd:"" help:"Serve the demonstration catalogue. Needs nothing but a free port."`
	Serve   serveCommand   `cmd:"" help:"Serve the catalogue in a data folder."`
	Import  importCommand  `cmd:"" help:"Bring data in: research projects from CORDIS files, or a whole exported catalogue."`
	Export  exportCommand  `cmd:"" help:"Write the whole catalogue as JSON Lines into a new folder."`
	Backup  backupCommand  `cmd:"" help:"Write a verified copy of the store, also while it is being served."`
	Restore restoreCommand `cmd:"" help:"Put a backup in place of the store."`
	Reindex reindexCommand `cmd:"" help:"Build the search index anew from the store."`
	Check   checkCommand   `cmd:"" help:"Compare store and index entry by entry and verify every checksum."`
	Bench   benchCommand   `cmd:"" help:"Time searches on an invented catalogue, beside Bleve's own search."`
	User    userCommand    `cmd:"" help:"Manage accounts: add, role, disable, enable, reset, list."`
	Version versionCommand `cmd:"" help:"Say which version this is."`
}

// environment is what a command gets from outside.
type environment struct {
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	log    *slog.Logger
	now    func() time.Time
}

// printf writes a line of the command's answer. A standard output that cannot
// be written to, such as a closed pipe, is nobody's to report to.
func (e *environment) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(e.stdout, format, args...)
}

// errorf writes a line that is not part of the answer.
func (e *environment) errorf(format string, args ...any) {
	_, _ = fmt.Fprintf(e.stderr, format, args...)
}

// run is main without the process around it.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer) int {
	var cli commands
	exited := -1
	parser, err := kong.New(&cli,
		kong.Name("showcase"),
		kong.Description("A catalogue of research results for border management that officers search in their own words."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exited = code; panic(earlyExit{}) }),
		kong.Resolvers(settings(getenv)),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Vars{"version": version()},
	)
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "showcase:", err)
		return exitFailed
	}
	command, err := parse(parser, args)
	if exited >= 0 { // help was asked for and given
		return exited
	}
	if err != nil {
		explain(parser, err, stderr)
		return exitUsage
	}
	env := &environment{
		ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr, now: time.Now,
		log: slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelInfo})),
	}
	err = command.Run(env)
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errDifferences): // said already
		return exitFailed
	default:
		_, _ = fmt.Fprintln(stderr, "showcase:", err)
		return exitFailed
	}
}

// earlyExit unwinds the parser after it has printed help.
type earlyExit struct{}

func parse(parser *kong.Kong, args []string) (command *kong.Context, err error) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(earlyExit); !ok {
				panic(r)
			}
		}
	}()
	return parser.Parse(args)
}

// explain says what is wrong with a command line and what would be right.
func explain(parser *kong.Kong, err error, stderr io.Writer) {
	_, _ = fmt.Fprintln(stderr, "showcase:", err)
	var parseError *kong.ParseError
	if !errors.As(err, &parseError) || parseError.Context == nil {
		return
	}
	_, _ = fmt.Fprintln(stderr)
	parser.Stdout = stderr
	parseError.Context.Stdout = stderr
	if err := parseError.Context.PrintUsage(false); err != nil {
		_, _ = fmt.Fprintln(stderr, "showcase --help tells more.")
	}
}
