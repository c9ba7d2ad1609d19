package main

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"strings"

	"stanok/engine"
	"stanok/ui/text"
)

// Exit codes. They are a contract.
const (
	exitDone    = 0
	exitFailed  = 1
	exitUsage   = 2
	exitSetting = 64
	exitDamaged = 65
	exitNewer   = 66
	exitSealed  = 67
	exitStorage = 74
	exitBusy    = 75
)

// errStorage ends the program when the disk would not make a write durable.
var errStorage = &engine.Error{Kind: engine.Unavailable, Code: "storage.failed"}

// badSetting is a setting that stops the start; usageError, a command line that
// makes no sense; sealedBackup, a backup whose key is not there.
type (
	badSetting   struct{ error }
	usageError   struct{ error }
	sealedBackup struct{ error }
)

func (b badSetting) Unwrap() error { return b.error }
func (u usageError) Unwrap() error { return u.error }

// fail prints why a command ended and returns the exit code that fits.
func (p program) fail(err error) int {
	var bad badSetting
	if !errors.As(err, &bad) {
		fmt.Fprintln(p.err, "stanok:", p.sentence(err))
		return exitOf(err)
	}
	fmt.Fprintln(p.err, "stanok: these settings are wrong:")
	for line := range strings.Lines(bad.Error()) {
		fmt.Fprintln(p.err, "  "+strings.TrimRight(line, "\n"))
	}
	return exitSetting
}

// exitOf is the exit code for an error that ends the program.
func exitOf(err error) int {
	var (
		e     *engine.Error
		usage usageError
		shut  sealedBackup
	)
	switch {
	case errors.As(err, &usage), isDocument(err):
		return exitUsage
	case errors.As(err, &shut):
		return exitSealed
	case !errors.As(err, &e):
		return exitFailed
	}
	switch e.Code {
	case "storage.damaged":
		return exitDamaged
	case "storage.newer":
		return exitNewer
	case "storage.sealed":
		return exitSealed
	case "storage.busy":
		return exitBusy
	case "storage.failed":
		return exitStorage
	}
	return exitFailed
}

// sentence says what an error means in the reader's language, with the technical
// text behind it.
func (p program) sentence(err error) string {
	f := engine.FailureOf(err, engine.SystemClock{}.Now())
	if f.Code == "internal" {
		return err.Error()
	}
	texts, loadErr := text.Load()
	if loadErr != nil {
		return err.Error()
	}
	if file := f.Args["file"]; f.Code == "storage.damaged" && file != "" {
		if backup := newestBackup(backupsNear(filepath.Dir(file))); backup != "" {
			f.Args = maps.Clone(f.Args)
			f.Args["backup"] = backup
		}
	}
	say, try := texts.Say(p.language(), f.Code, f.Args)
	s := strings.TrimSpace(say + " " + try)
	var e *engine.Error
	if errors.As(err, &e) && e.Err != nil {
		s += fmt.Sprintf(" (%v)", e.Err)
	}
	return s
}

// language is the reader's, as the terminal says.
func (p program) language() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		switch v := p.env(name); {
		case strings.HasPrefix(v, "ru"):
			return "ru"
		case strings.HasPrefix(v, "pt"):
			return "pt-BR"
		case v != "":
			return "en"
		}
	}
	return "en"
}
