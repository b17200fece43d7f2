package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/alecthomas/kong"
)

// settings answers for flags that the command line leaves out: first from the
// environment (SHOWCASE_ADDR for --addr), then from the file that --config
// names (addr = "127.0.0.1:8080"). What neither states keeps its default.
func settings(getenv func(string) string) kong.Resolver {
	files := map[string]map[string]any{}
	return kong.ResolverFunc(func(context *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := strings.ReplaceAll(flag.Name, "-", "_")
		if value := getenv("SHOWCASE_" + strings.ToUpper(name)); value != "" {
			return value, nil
		}
		if flag.Name == "config" {
			return nil, nil
		}
		file := configFile(context, getenv)
		if file == "" {
			return nil, nil
		}
		if files[file] == nil {
			values := map[string]any{}
			if _, err := toml.DecodeFile(file, &values); err != nil {
				return nil, fmt.Errorf("configuration file %s: %w", file, err)
			}
			files[file] = values
		}
		return files[file][name], nil
	})
}

// configFile is the value of --config, from the command line or the
// environment.
func configFile(context *kong.Context, getenv func(string) string) string {
	for _, flag := range context.Flags() {
		if flag.Name == "config" {
			if s, ok := context.FlagValue(flag).(string); ok && s != "" {
				return s
			}
		}
	}
	return getenv("SHOWCASE_CONFIG")
}

// existingFile reports a file that is not there before anything is begun.
func existingFile(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return fmt.Errorf("%s is a folder; name a file", path)
	}
	return nil
}
