package template

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/goccy/go-yaml"
)

// file is what makes a folder a template.
const file = "template.yaml"

// All reads the templates of all folders, in the order of their names. The error
// joins all problems.
func All(files fs.FS) ([]Template, error) {
	names, err := fs.Glob(files, "*/"+file)
	if err != nil {
		return nil, err
	}
	var all []Template
	var problems []error
	for _, name := range names {
		t, err := Read(files, path.Dir(name))
		if err != nil {
			problems = append(problems, err)
			continue
		}
		all = append(all, t)
	}
	return all, errors.Join(problems...)
}

// Read reads the template of a folder strictly: what is unknown, missing or
// points nowhere is refused.
func Read(files fs.FS, id string) (Template, error) {
	t := Template{ID: id, texts: map[string][]byte{}, samples: map[string]Request{}}
	raw, err := fs.ReadFile(files, path.Join(id, file))
	if err != nil {
		return t, err
	}
	if err := yaml.UnmarshalWithOptions(raw, &t, yaml.Strict()); err != nil {
		return t, fmt.Errorf("%s: %w", path.Join(id, file), err)
	}
	problems := []error{t.load(files)}
	if problems[0] == nil {
		problems = t.check()
	}
	for i, p := range problems {
		if p != nil {
			problems[i] = fmt.Errorf("%s: %w", path.Join(id, file), p)
		}
	}
	return t, errors.Join(problems...)
}

// load reads the files that the template names.
func (t *Template) load(files fs.FS) error {
	for _, v := range t.Documents {
		for _, lang := range Languages {
			name := v.Name + ".yaml"
			if lang != "en" {
				name = v.Name + "." + lang + ".yaml"
			}
			raw, err := fs.ReadFile(files, path.Join(t.ID, name))
			if err != nil {
				return err
			}
			t.texts[v.Name+"/"+lang] = raw
		}
		for _, name := range []string{t.Sample, v.Sample} {
			if name == "" {
				continue
			}
			raw, err := fs.ReadFile(files, path.Join(t.ID, "events", name))
			if err != nil {
				return err
			}
			if t.samples[name], err = readRequest(raw); err != nil {
				return fmt.Errorf("events/%s: %w", name, err)
			}
		}
	}
	return nil
}
