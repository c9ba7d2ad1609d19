package editor

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"stanok/engine"
)

// chips reports whether the field takes parameters.
func (f FieldView) chips() bool {
	return slices.Contains([]engine.FieldType{
		engine.TextField, engine.LongField, engine.JSONField, engine.ValueField, engine.Condition,
	}, f.Kind)
}

// data are the attributes by which the page's queue knows a control.
func (f FieldView) data(kind string) templ.Attributes {
	all := templ.Attributes{"data-kind": kind}
	switch {
	case f.Key != "":
		all["data-key"] = f.Key
		all["data-testid"] = f.testID()
	case f.Scope != "" && !f.Plain:
		all["data-scope"] = f.Scope
		all["data-testid"] = f.testID()
	default:
		all["data-testid"] = f.testID()
	}
	return all
}

// testID is what tests find the control by; cells of rows have names of their
// own.
func (f FieldView) testID() string {
	if f.Key == "" {
		return "field-" + f.Name
	}
	return "row-" + f.Key
}

// attributes are those of a control that is one element.
func (f FieldView) attributes(kind string) templ.Attributes {
	all := f.data(kind)
	all["id"] = f.ID
	for k, v := range f.said() {
		all[k] = v
	}
	return all
}

// said ties a control to its name and to what is said about it.
func (f FieldView) said() templ.Attributes {
	all := templ.Attributes{}
	if f.Key != "" {
		all["aria-label"] = f.Label
	}
	if f.Plain {
		all["readonly"] = true
	}
	var by []string
	if f.Error != "" {
		all["aria-invalid"] = "true"
		by = append(by, f.ID+"-error")
	}
	if f.Help != "" {
		by = append(by, f.ID+"-help")
	}
	if len(by) > 0 {
		all["aria-describedby"] = strings.Join(by, " ")
	}
	return all
}

func (f FieldView) class() string {
	if f.Key != "" {
		return "cell"
	}
	return "input"
}

func (f FieldView) rows() string {
	return strconv.Itoa(max(f.Lines, min(12, 1+strings.Count(f.Value, "\n"))))
}

func (f FieldView) gridKind() string {
	if f.Rows.Pairs {
		return "pairs"
	}
	return "rows"
}

// Filled reports whether the field, or one inside it, says something or is
// wrong.
func (f FieldView) Filled() bool {
	return f.Value != "" || f.Error != "" || len(f.Rows.Rows) > 0 || slices.ContainsFunc(f.Inner, FieldView.Filled)
}

func anyFolded(all []FieldView) bool {
	return slices.ContainsFunc(all, func(f FieldView) bool { return f.Folded })
}

// foldedWrong reports whether something in what is folded away has to be seen.
func foldedWrong(all []FieldView) bool {
	return slices.ContainsFunc(all, func(f FieldView) bool { return f.Folded && f.Error != "" })
}

// foldedSum names what is folded away and set.
func foldedSum(all []FieldView) string {
	var names []string
	for _, f := range all {
		if f.Folded && f.Filled() {
			names = append(names, f.Label)
		}
	}
	return strings.Join(names, ", ")
}

// without are the fields but those of some names.
func without(all []FieldView, names ...string) []FieldView {
	return slices.DeleteFunc(slices.Clone(all), func(f FieldView) bool { return slices.Contains(names, f.Name) })
}

// one is the field of a name; the zero view if there is none.
func one(all []FieldView, name string) FieldView {
	for _, f := range all {
		if f.Name == name {
			return f
		}
	}
	return FieldView{}
}

// wrong reports whether something inside the field has to be fixed.
func (f FieldView) wrong() bool {
	return f.Error != "" || slices.ContainsFunc(f.Inner, FieldView.wrong)
}
