package list

import (
	"strings"

	"stanok/ui/part"
	"stanok/ui/words"
)

// ImportRow is what the report says of one document.
type ImportRow struct {
	Field    string // name of the form's fields about it
	Name     string
	Document string // to be imported; "" if it cannot be
	Actions  string
	ToFix    string
	Problems []string
	Missing  []string // connections there are none of
	Tables   []string // likewise
	Same     bool     // there is one of this name already
}

func (r ImportRow) status(v words.Voice) part.StatusView {
	switch {
	case r.Document == "":
		return part.StatusView{Look: "fail", Icon: "state-fail", Word: v.T("import.bad")}
	case r.Same:
		return part.StatusView{Look: "warn", Icon: "state-warn", Word: v.T("import.same")}
	}
	return part.StatusView{Look: "ok", Icon: "state-ok", Word: v.T("import.fresh")}
}

func (r ImportRow) missing() string { return strings.Join(r.Missing, ", ") }

// how are the ways a document can be taken in.
func (r ImportRow) how(v words.Voice) part.ChoiceView {
	c := part.ChoiceView{FieldView: part.FieldView{ID: r.Field + "-how", Name: r.Field + "-how", Label: v.T("import.how")}}
	if r.Same {
		c.Options = []part.OptionView{
			{Value: "rename", Label: v.T("import.how.rename")},
			{Value: "replace", Label: v.T("import.how.replace")},
			{Value: "skip", Label: v.T("import.how.skip")},
		}
		return c
	}
	c.Options = []part.OptionView{{Value: "new", Label: v.T("import.how.new")}, {Value: "skip", Label: v.T("import.how.skip")}}
	return c
}

// useful reports whether anything can be imported.
func useful(rows []ImportRow) bool {
	for _, r := range rows {
		if r.Document != "" {
			return true
		}
	}
	return false
}
