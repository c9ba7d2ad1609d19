package connector

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed services/*.yaml
var builtIn embed.FS

//go:embed connector.schema.json
var schemaFile []byte

// schemaName is the schema's own name: no address that is asked for.
const schemaName = "stanok:connector"

// maxFile is how long a declaration may be, in bytes.
const maxFile = 1 << 20

// BuiltIn returns the declarations that are part of the program, by name.
func BuiltIn() ([]Service, error) { return Read(builtIn, "services") }

// ReadFolder returns the declarations in an operator's folder; none for "". One
// that has the name of a built-in service takes its place.
func ReadFolder(folder string) ([]Service, error) {
	if folder == "" {
		return nil, nil
	}
	return Read(os.DirFS(folder), ".")
}

// Read reads every .yaml file of a folder. The error joins all problems of all
// files, each with its file and place.
func Read(files fs.FS, folder string) ([]Service, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	if _, err := fs.Stat(files, folder); err != nil {
		return nil, fmt.Errorf("reading connectors: %w", err)
	}
	var all []Service
	var problems []error
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		s, err := Parse(raw)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", path.Base(name), err))
			continue
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b Service) int { return strings.Compare(a.Name, b.Name) })
	return all, errors.Join(problems...)
}

// Parse reads one declaration and holds it to the schema.
func Parse(raw []byte) (Service, error) {
	var s Service
	if len(raw) > maxFile {
		return s, fmt.Errorf("a connector has at most %d bytes", maxFile)
	}
	asJSON, err := yaml.YAMLToJSON(raw)
	if err != nil {
		return s, err
	}
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		return s, err
	}
	rules, err := schema()
	if err != nil {
		return s, err
	}
	if err := rules.Validate(tree); err != nil {
		return s, err
	}
	if err := json.Unmarshal(asJSON, &s); err != nil {
		return s, err
	}
	return s, s.check()
}

// schema is the schema made ready.
var schema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaFile))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(schemaName, tree); err != nil {
		return nil, err
	}
	return c.Compile(schemaName)
})
