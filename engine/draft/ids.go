package draft

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"stanok/engine/document"
)

// maxBase is how long an id is before a number is added to it, in bytes.
const maxBase = 32

var wellFormed = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// usual are ids for actions of a type that say more than the type does.
var usual = map[string]string{
	"json.parse": "fields", "xml.parse": "fields", "csv.parse": "rows", "html.parse": "fields", "text.match": "found",
	"json.compose": "data", "respond": "reply", "set": "values", "delay": "pause", "filter": "only", "dedupe": "once",
	"state.get": "known", "state.set": "kept", "state.increment": "counter", "list.map": "items", "table.lookup": "row",
}

// newIDs chooses an id for the action t and for each in its branches, none of
// which is taken: the one it has, if keep is set and it may have it, else one
// made of its title or type. It returns them by the ids before.
func newIDs(t *tree, taken []string, keep bool) map[string]string {
	ids := map[string]string{}
	used := map[string]bool{}
	for _, id := range append(taken, document.Reserved()...) {
		used[id] = true
	}
	t.visit(func(one *tree) {
		old := one.child("id").text()
		id := old
		if _, twice := ids[old]; !keep || twice || used[id] || !wellFormed.MatchString(id) {
			id = free(base(one, old), used)
		}
		used[id] = true
		if one.isMap {
			one.put("id", newScalar(id))
		}
		if _, twice := ids[old]; !twice {
			ids[old] = id
		}
	})
	return ids
}

// base is what an id is made of: the one before, without its number, a title in
// Latin letters, or the type.
func base(one *tree, old string) string {
	if b := strings.TrimRight(old, "0123456789_"); len(b) <= maxBase && wellFormed.MatchString(b) {
		return b
	}
	if b := slug(one.child("title").text()); b != "" {
		return b
	}
	kind := one.child("type").text()
	if b := usual[kind]; b != "" {
		return b
	}
	first, last, _ := strings.Cut(kind, ".")
	if last == "request" || slug(first) == "" {
		first = last
	}
	if b := slug(first); b != "" {
		return b
	}
	return "action"
}

// slug makes an id of a text in Latin letters, "" of any other.
func slug(s string) string {
	var b strings.Builder
	for _, c := range strings.ToLower(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9' && b.Len() > 0:
			b.WriteRune(c)
		case c == ' ' || c == '-' || c == '_' || c == '.':
			if b.Len() > 0 && !strings.HasSuffix(b.String(), "_") {
				b.WriteByte('_')
			}
		default:
			return ""
		}
	}
	id := b.String()
	if len(id) > maxBase {
		id = id[:maxBase]
	}
	return strings.TrimRight(id, "_")
}

// free is the base or, if it is used, the base with the first number that is not.
func free(base string, used map[string]bool) string {
	id := base
	for n := 2; used[id]; n++ {
		id = base + "_" + strconv.Itoa(n)
	}
	return id
}

// retitle gives a copied action a title that no other action has.
func (t *tree) retitle(one *tree) {
	title := one.child("title").text()
	if title == "" {
		return
	}
	var titles []string
	t.child("actions").visitAll(func(other *tree) { titles = append(titles, other.child("title").text()) })
	name, n := strings.TrimRight(title, "0123456789"), 2
	if k, err := strconv.Atoi(title[len(name):]); err == nil && k < 1000 && strings.HasSuffix(name, " ") {
		title, n = strings.TrimSuffix(name, " "), k+1
	}
	fresh := title + " " + strconv.Itoa(n)
	for slices.Contains(titles, fresh) {
		n++
		fresh = title + " " + strconv.Itoa(n)
	}
	one.put("title", newScalar(fresh))
}
