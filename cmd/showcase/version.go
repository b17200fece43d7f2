package main

import (
	"runtime"
	"runtime/debug"
)

// release is the version of the product; CHANGELOG.md says what it brought.
const release = "0.1.0"

type versionCommand struct{}

// Run prints the version.
func (*versionCommand) Run(env *environment) error { //nolint:unparam // every command is called alike
	env.printf("showcase %s (%s, %s/%s)\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return nil
}

// version is the release, with the revision of the source where the build
// knows it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return release
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return release + "+" + s.Value[:12]
		}
	}
	return release
}
