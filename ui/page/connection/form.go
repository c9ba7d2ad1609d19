package connection

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"stanok/ui/part"
	"stanok/ui/words"
)

func (l ListView) actions(v words.Voice) []part.ButtonView {
	if !l.MayEdit || len(l.Rows) == 0 { // an empty list offers it itself
		return nil
	}
	return []part.ButtonView{{Text: v.T("connections.new"), Icon: "plus", Look: part.Primary, Href: "/connections/new", TestID: "new-connection"}}
}

func (l ListView) first(v words.Voice) []part.ButtonView {
	if !l.MayEdit {
		return nil
	}
	return []part.ButtonView{{Text: v.T("connections.new"), Icon: "plus", Look: part.Primary, Href: "/connections/new", TestID: "new-connection"}}
}

// cancel is where leaving the form leads.
func (f FormView) cancel() string {
	if f.Return != "" {
		return f.Return
	}
	return "/connections"
}

// other is where another kind is chosen for the same purpose.
func (f FormView) other() string {
	if f.Return == "" {
		return "/connections/new"
	}
	return "/connections/new?" + url.Values{"back": {f.Return}}.Encode()
}

// secretsTitle stands above the secrets that people name themselves.
func (f FormView) secretsTitle(v words.Voice) string {
	if len(f.Secrets) == 0 {
		return v.T("connections.secret.names")
	}
	return v.T("connections.secret.more")
}

// look is the button's to the service: it stands out when it is what is missing.
func (a AccessView) look() string {
	if a.Urgent {
		return part.Strong
	}
	return part.Plain
}

// more counts what is folded away.
func (f FormView) more() string {
	if len(f.Rows) == 0 || f.Free {
		return ""
	}
	return strconv.Itoa(len(f.Rows))
}

// said ties a secret's box to what is said about it.
func (s SecretView) said(v words.Voice) templ.Attributes {
	all := templ.Attributes{}
	if s.Set {
		all["aria-label"] = s.Label + ": " + s.filled(v)
	}
	if s.Error != "" {
		all["aria-invalid"], all["aria-describedby"] = "true", s.ID+"-error"
	} else if s.Help != "" {
		all["aria-describedby"] = s.ID + "-help"
	}
	for k, one := range s.More {
		all[k] = one
	}
	return all
}

func (p PairView) said() templ.Attributes {
	if p.Error == "" {
		return nil
	}
	return templ.Attributes{"aria-invalid": "true"}
}

func (p PairView) label(v words.Voice) string {
	if p.Name == "" {
		return v.T("connections.row.value")
	}
	return v.T("connections.row.value_of", "name", p.Name)
}

// originsControl are the attributes of the box for origins.
func originsControl(f part.FieldView) templ.Attributes {
	all := templ.Attributes{"id": f.ID, "name": f.Name, "data-testid": "field-origins", "spellcheck": "false", "aria-describedby": f.ID + "-help"}
	if f.Hint != "" {
		all["placeholder"] = f.Hint
	}
	if f.Error != "" {
		all["aria-invalid"], all["aria-describedby"] = "true", f.ID+"-error "+f.ID+"-help"
	}
	for k, one := range f.More {
		all[k] = one
	}
	return all
}
