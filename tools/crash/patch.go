package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// patch replaces a text in one file of the program's source. The text must be
// there exactly once, so that a patch that the source has outgrown is noticed
// and not silently without effect.
type patch struct {
	file     string // below the root of the source
	old, new string
}

func (p patch) apply(text string) (string, error) {
	if count := strings.Count(text, p.old); count != 1 {
		return "", fmt.Errorf("the text to replace in %s is there %d times and must be there once; mend this patch in tools/crash: %.200q", p.file, count, p.old)
	}
	return strings.Replace(text, p.old, p.new, 1), nil
}

// overlay writes patched copies of files into folder and returns the file that
// makes `go build -overlay` take them for the real ones.
func overlay(source, folder string, patches []patch) (string, error) {
	texts := map[string]string{} // by file below source
	for _, p := range patches {
		if _, ok := texts[p.file]; !ok {
			text, err := os.ReadFile(filepath.Join(source, p.file))
			if err != nil {
				return "", fmt.Errorf("reading what a patch is for: %w", err)
			}
			texts[p.file] = string(text)
		}
		text, err := p.apply(texts[p.file])
		if err != nil {
			return "", err
		}
		texts[p.file] = text
	}
	replace := map[string]string{}
	for file, text := range texts {
		real, err := filepath.Abs(filepath.Join(source, file))
		if err != nil {
			return "", err
		}
		replace[real] = filepath.Join(folder, strings.ReplaceAll(file, "/", "_"))
		if err := os.WriteFile(replace[real], []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	raw, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	list := filepath.Join(folder, "overlay.json")
	return list, os.WriteFile(list, raw, 0o600)
}

// build builds the program from patched source and returns its path. The source
// itself is only read.
func build(ctx context.Context, source, home string, patches []patch) (string, error) {
	folder, err := os.MkdirTemp(home, "build-")
	if err != nil {
		return "", err
	}
	list, err := overlay(source, folder, patches)
	if err != nil {
		return "", err
	}
	bin := filepath.Join(folder, "stanok")
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-overlay", list, "-o", bin, "./cmd/stanok")
	cmd.Dir = source
	cmd.Env = append(os.Environ(), "GOWORK=off", "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the patched program: %w\n%s", err, out)
	}
	return bin, nil
}
