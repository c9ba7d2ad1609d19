package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// entries are what pages ask for by name.
func entries(root string) []api.EntryPoint {
	ui := filepath.Join(root, "ui")
	return []api.EntryPoint{
		{InputPath: filepath.Join(ui, "web", "src", "main.ts"), OutputPath: "main"},
		{InputPath: filepath.Join(ui, "web", "src", "editor.ts"), OutputPath: "editor"},
		{InputPath: filepath.Join(ui, "web", "src", "streams", "shared.ts"), OutputPath: "streams"},
		{InputPath: filepath.Join(ui, "static", "css", "style.css"), OutputPath: "style"},
		{InputPath: filepath.Join(ui, "static", "favicon.svg"), OutputPath: "favicon"},
	}
}

// bundle is what was made, still in memory.
type bundle struct {
	files map[string][]byte // by their hashed name
	meta  meta
}

// meta is what esbuild tells about its outputs, by their hashed name.
type meta struct {
	Outputs map[string]output `json:"outputs"`
}

type output struct {
	EntryPoint string            `json:"entryPoint"`
	Imports    []imported        `json:"imports"`
	Inputs     map[string]source `json:"inputs"`
}

// source is a file that went into an output.
type source struct {
	Bytes int `json:"bytesInOutput"`
}

type imported struct {
	Path     string `json:"path"`
	Kind     string `json:"kind"`
	External bool   `json:"external"`
}

func build(root string) (bundle, error) {
	r := api.Build(api.BuildOptions{
		AbsWorkingDir:       root,
		EntryPointsAdvanced: entries(root),
		NodePaths:           []string{filepath.Join(root, "ui", "web", "node_modules")},
		Outdir:              root,
		EntryNames:          "[name]-[hash]",
		ChunkNames:          "[name]-[hash]",
		AssetNames:          "[name]-[hash]",
		Loader:              map[string]api.Loader{".woff2": api.LoaderFile, ".svg": api.LoaderCopy},
		Bundle:              true,
		Splitting:           true,
		Metafile:            true,
		Format:              api.FormatESModule,
		Target:              api.ES2022,
		Engines: []api.Engine{
			{Name: api.EngineChrome, Version: "123"},
			{Name: api.EngineFirefox, Version: "121"},
			{Name: api.EngineSafari, Version: "17.5"},
		},
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsNone,
	})
	if len(r.Errors) > 0 {
		return bundle{}, errors.New(strings.Join(api.FormatMessages(r.Errors, api.FormatMessagesOptions{}), "\n"))
	}
	b := bundle{files: map[string][]byte{}}
	for _, f := range r.OutputFiles {
		b.files[filepath.Base(f.Path)] = f.Contents
	}
	if err := json.Unmarshal([]byte(r.Metafile), &b.meta); err != nil {
		return bundle{}, fmt.Errorf("reading what was bundled: %w", err)
	}
	return b, nil
}
