package ui

import (
	"encoding/json"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"stanok/engine"
)

// connectionForm is what a form says of a connection.
type connectionForm struct {
	in      connectionIn
	rows    []fieldRow
	secrets []string // names of those that have a place in the form, in order
	blank   int      // empty rows for secrets
	typed   map[string]engine.Secret
	removed []string
	opened  []string // those to be typed anew
	shows   []string // fields that are not folded away though they are right for most
	service string
	back    string
	do      string            // what the pressed button does; "" saves
	tried   engine.Connection // as it would be saved; the zero one if it was not
}

// fieldRow is a field that people name themselves.
type fieldRow struct{ name, value string }

// Bounds of a form.
const (
	maxRows = 50
	heldMax = 64 // of held secrets, each at most maxValue
)

// named is what a field or secret may be called, so that a formula can read it.
var named = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,63}$`)

// readForm reads what was sent. Held are the secrets that were typed into the
// same form before.
func (u *UI) readForm(form url.Values, held map[string]engine.Secret) (f connectionForm, faults []*engine.Error) {
	kind, _ := u.kindLike(form.Get("type"), map[string]string{"grant": form.Get("fields.grant")})
	f = connectionForm{
		in: connectionIn{
			Name: form.Get("name"), Type: form.Get("type"), Origins: strings.Fields(strings.ReplaceAll(form.Get("origins"), ",", " ")),
			Fields: map[string]string{},
		},
		typed: map[string]engine.Secret{}, removed: form["removed"], opened: form["opened"], shows: form["shows"],
		service: kind.service.Name, back: pathWithin(form.Get("back")), do: form.Get("do"),
	}
	f.in.setField("grant", kind.grant)
	for _, name := range kind.fields {
		if v := strings.TrimSpace(form.Get("fields." + name)); name == "prefix" {
			f.in.setField(name, form.Get("fields."+name))
		} else {
			f.in.setField(name, v)
		}
	}
	faults = f.readRows(form)
	faults = append(faults, f.readSecrets(form, kind, held)...)
	if own := originOfAddress(f.in.Fields["address"]); own != nil && len(f.in.Origins) == 0 && f.service == "" {
		f.in.Origins = own
	}
	f.press()
	f.in.Secrets = f.rawSecrets()
	return f, faults
}

func (in *connectionIn) setField(name, value string) {
	if value != "" {
		in.Fields[name] = value
	}
}

func (f *connectionForm) readRows(form url.Values) (faults []*engine.Error) {
	names, values := form["row.name"], form["row.value"]
	for i := range min(len(names), len(values), maxRows) {
		r := fieldRow{strings.TrimSpace(names[i]), strings.TrimSpace(values[i])}
		f.rows = append(f.rows, r)
		if r == (fieldRow{}) {
			continue
		}
		_, twice := f.in.Fields[r.name]
		if !named.MatchString(r.name) || twice {
			faults = append(faults, misnamed("fields."+r.name, r.name))
			continue
		}
		f.in.Fields[r.name] = r.value
	}
	return faults
}

// readSecrets gathers them: those of the kind, those that stand in the form by
// name, and those of new rows.
func (f *connectionForm) readSecrets(form url.Values, kind connectionKind, held map[string]engine.Secret) (faults []*engine.Error) {
	f.secrets = append(f.secrets, kind.secrets...)
	for _, name := range form["secret"] {
		if !slices.Contains(f.secrets, name) && len(f.secrets) < maxRows {
			f.secrets = append(f.secrets, name)
		}
	}
	for _, name := range f.secrets {
		if v := form.Get("secrets." + name); v != "" {
			f.typed[name] = engine.Secret(v)
		} else if v, ok := held[name]; ok {
			f.typed[name] = v
		}
	}
	names, values := form["unnamed.name"], form["unnamed.value"]
	for i := range min(len(names), len(values), maxRows) {
		name := strings.TrimSpace(names[i])
		switch {
		case name == "" && values[i] == "":
			f.blank++
		case !named.MatchString(name) || slices.Contains(f.secrets, name):
			faults = append(faults, misnamed("secret", name))
		default:
			f.secrets = append(f.secrets, name)
			if values[i] != "" {
				f.typed[name] = engine.Secret(values[i])
			} else {
				faults = append(faults, wrong("secrets."+name, "connection.incomplete"))
			}
		}
	}
	for name := range f.typed {
		if len(f.typed) > heldMax || len(f.typed[name]) > maxValue {
			faults = append(faults, wrong("secrets."+name, "connection.value"))
			delete(f.typed, name)
		}
	}
	return faults
}

func misnamed(field, name string) *engine.Error {
	return &engine.Error{Kind: engine.Invalid, Code: "connection.field_name", Field: field, Args: map[string]string{"name": printable(name)}}
}

// press does what a button other than that which saves asks for.
func (f *connectionForm) press() {
	what, name, _ := strings.Cut(f.do, ":")
	switch what {
	case "row":
		f.rows = append(f.rows, fieldRow{})
	case "secret":
		f.blank++
	case "replace":
		f.opened = append(f.opened, name)
		delete(f.typed, name)
	case "remove":
		f.removed = append(f.removed, name)
		delete(f.typed, name)
	}
	f.secrets = slices.DeleteFunc(f.secrets, func(name string) bool { return slices.Contains(f.removed, name) })
}

// rawSecrets are the secrets as the API takes them.
func (f *connectionForm) rawSecrets() map[string]json.RawMessage {
	raw := map[string]json.RawMessage{}
	for _, name := range f.removed {
		raw[name] = json.RawMessage("null")
	}
	for name, secret := range f.typed {
		raw[name], _ = json.Marshal(secret.Reveal())
	}
	return raw
}

// originOfAddress is where keys may go when only an address was given.
func originOfAddress(address string) []string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return nil
	}
	return []string{u.Scheme + "://" + u.Host}
}

// formOf is a connection as its form shows it at first.
func (u *UI) formOf(s engine.SealedConnection) connectionForm {
	kind, _ := u.kindLike(s.Type, s.Fields)
	f := connectionForm{service: kind.service.Name, in: connectionIn{
		Name: s.Name, Type: s.Type, Origins: s.Origins, Fields: s.Fields, Version: s.Version,
	}}
	for _, name := range slices.Sorted(maps.Keys(s.Fields)) {
		if f.service == "" && !slices.Contains(kind.fields, name) && (name != "grant" || kind.grant == "") {
			f.rows = append(f.rows, fieldRow{name, s.Fields[name]})
		}
	}
	f.secrets = append(f.secrets, kind.secrets...)
	for _, name := range s.SecretNames {
		if !slices.Contains(kind.secrets, name) {
			f.secrets = append(f.secrets, name)
		}
	}
	return f
}

// need gives secrets of some names a place of their own in the form, instead of
// rows for those that people name themselves.
func (f *connectionForm) need(names []string) {
	for _, name := range names[:min(len(names), maxRows)] {
		if named.MatchString(name) && !slices.Contains(f.secrets, name) {
			f.secrets, f.blank, f.rows = append(f.secrets, name), 0, nil
		}
	}
}

// newForm is the form of a connection that does not exist yet: of a service, or
// of a kind. It is false if there is neither.
func (u *UI) newForm(of string) (connectionForm, bool) {
	kind, ok := u.kindOf(of)
	f := connectionForm{
		service: kind.service.Name, in: connectionIn{Type: kind.typ, Name: kind.service.Name, Fields: map[string]string{}}, secrets: slices.Clone(kind.secrets),
	}
	f.in.setField("grant", kind.grant)
	for _, e := range kind.service.Entries {
		if !e.Secret {
			f.in.setField(e.Name, e.Default)
		}
	}
	if ok && len(kind.secrets) == 0 && f.service == "" {
		f.rows, f.blank = []fieldRow{{}}, 1
	}
	return f, ok
}
