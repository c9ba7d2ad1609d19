package connector

import (
	"errors"
	"fmt"
	"slices"
)

// check finds what a schema cannot say. Whether the expressions are right shows
// when actions are made of it.
func (s Service) check() error {
	var problems []error
	lists := map[string]List{}
	for _, l := range s.Lists {
		if _, twice := lists[l.Name]; twice {
			problems = append(problems, fmt.Errorf("the list %s stands twice", l.Name))
		}
		lists[l.Name] = l
	}
	seen := map[string]bool{}
	for _, a := range s.Actions {
		if seen[a.Name] {
			problems = append(problems, fmt.Errorf("the action %s stands twice", a.Name))
		}
		seen[a.Name] = true
		problems = append(problems, a.check(lists))
	}
	if s.Connection != nil {
		problems = append(problems, s.Connection.check())
	}
	return errors.Join(problems...)
}

func (c Connection) check() error {
	var problems []error
	for _, o := range c.Origins {
		if _, err := c.fill(o, c.examples()); err != nil {
			problems = append(problems, fmt.Errorf("origin %s: %w", o, err))
		}
	}
	if _, err := c.SignIn(c.withSecrets(c.examples())); err != nil {
		problems = append(problems, fmt.Errorf("oauth2: %w", err))
	}
	return errors.Join(problems...)
}

func (a Action) check(lists map[string]List) error {
	var problems []error
	names := map[string]bool{"connection": true}
	for _, f := range a.Fields {
		if names[f.Name] {
			problems = append(problems, fmt.Errorf("%s: the field %s stands twice, or is reserved", a.Name, f.Name))
		}
		names[f.Name] = true
	}
	for _, f := range a.Fields {
		problems = append(problems, a.checkField(f, lists, names))
	}
	return errors.Join(problems...)
}

// checkField looks at what a field refers to, and at those of its rows.
func (a Action) checkField(f Field, lists map[string]List, names map[string]bool) error {
	var problems []error
	l, ok := lists[f.List]
	if f.List != "" && !ok {
		problems = append(problems, fmt.Errorf("%s: the field %s is chosen from the list %s, which is not there", a.Name, f.Name, f.List))
	}
	for _, need := range l.Needs {
		if !names[need] {
			problems = append(problems, fmt.Errorf("%s: the list %s needs the field %s, which is not there", a.Name, f.List, need))
		}
	}
	if f.Escape != nil {
		problems = append(problems, a.checkEscape(f))
	}
	for _, inner := range f.Fields {
		problems = append(problems, a.checkField(inner, lists, names))
	}
	return errors.Join(problems...)
}

func (a Action) checkEscape(f Field) error {
	i := slices.IndexFunc(a.Fields, func(by Field) bool { return by.Name == f.Escape.By && by.Kind == "choice" })
	if i < 0 {
		return fmt.Errorf("%s: the field %s is escaped by %s, which is no choice of it", a.Name, f.Name, f.Escape.By)
	}
	var problems []error
	for value := range f.Escape.As {
		if !slices.ContainsFunc(a.Fields[i].Options, func(o Option) bool { return o.Value == value }) {
			problems = append(problems, fmt.Errorf("%s: the field %s is escaped for %s, which %s does not offer", a.Name, f.Name, value, f.Escape.By))
		}
	}
	return errors.Join(problems...)
}
