package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// readSettings reads flags over variables over a config file over defaults. The
// error joins every problem. The rest are the arguments that are no flags.
func (p program) readSettings(name string, args []string, extra func(*flag.FlagSet)) (s settings, rest []string, err error) {
	values, rest, err := p.values(name, args, extra)
	var usage usageError
	if errors.As(err, &usage) {
		return s, nil, err
	}
	problems := []error{err}
	for _, one := range allSettings() {
		if err := one.read(&s, values[one.key]); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", one.key, err))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return s, rest, badSetting{err}
	}
	return s, rest, nil
}

// values finds what each setting was set to. They are there also when the error
// tells of a config file with problems.
func (p program) values(name string, args []string, extra func(*flag.FlagSet)) (map[string]string, []string, error) {
	fs := flag.NewFlagSet("stanok "+name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	file := fs.String("config", p.env("STANOK_CONFIG"), "file of settings")
	for _, one := range allSettings() {
		fs.String(flagOf(one.key), "", one.help)
	}
	if extra != nil {
		extra(fs)
	}
	rest, err := parseMixed(fs, args)
	if err != nil {
		return nil, nil, usageError{err}
	}
	values, err := configFile(*file)
	for _, one := range allSettings() {
		if _, ok := values[one.key]; !ok {
			values[one.key] = one.value
		}
		if v := p.env("STANOK_" + strings.ToUpper(one.key)); v != "" {
			values[one.key] = v
		}
	}
	fs.Visit(func(f *flag.Flag) { values[strings.ReplaceAll(f.Name, "-", "_")] = f.Value.String() })
	return values, rest, err
}

func flagOf(key string) string { return strings.ReplaceAll(key, "_", "-") }

// parseMixed parses flags wherever they stand and returns the other arguments.
func parseMixed(fs *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := fs.Parse(args); err != nil {
			return nil, err
		}
		if fs.NArg() == 0 {
			return rest, nil
		}
		rest = append(rest, fs.Arg(0))
		args = fs.Args()[1:]
	}
}

// configFile reads keys and values of a YAML file. The error joins every
// problem; the values are those that have none.
func configFile(path string) (map[string]string, error) {
	values := map[string]string{}
	if path == "" {
		return values, nil
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return values, fmt.Errorf("config: %w", err)
	}
	var found map[string]any
	if err := yaml.Unmarshal(raw, &found); err != nil {
		return values, fmt.Errorf("config: %s holds no lines like “listen: 127.0.0.1:8080”", path)
	}
	var problems []error
	for _, key := range slices.Sorted(maps.Keys(found)) {
		if !slices.ContainsFunc(allSettings(), func(s setting) bool { return s.key == key }) {
			problems = append(problems, fmt.Errorf("config: there is no setting %q", key))
			continue
		}
		values[key] = plain(found[key])
	}
	return values, errors.Join(problems...)
}

// plain is a value of a config file as a flag would have it: a list has commas.
func plain(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		parts := make([]string, len(v))
		for i, one := range v {
			parts[i] = plain(one)
		}
		return strings.Join(parts, ",")
	}
	return fmt.Sprint(v)
}

// config prints every setting as it is in force.
func config(p program, args []string) int {
	_, rest, err := p.readSettings("config", args, nil)
	if len(rest) > 0 {
		return p.misused("config", nil)
	}
	values, _, _ := p.values("config", args, nil) // its problems are in err
	for _, one := range allSettings() {
		v, set := values[one.key]
		if one.secret && v != "" {
			v = "***"
		}
		if set {
			fmt.Fprintf(p.out, "%s: %q # %s\n", one.key, v, one.help)
		}
	}
	if err != nil {
		return p.fail(err)
	}
	return exitDone
}
