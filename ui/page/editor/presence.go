package editor

import (
	"slices"
	"strings"
)

// Guest is another page on which the same processing is open.
type Guest struct {
	Person, Name string
	At           string // the node at hand there
	Me           bool   // it is the person's own
}

// maxGuests bounds how many people are named.
const maxGuests = 5

// AlsoOpen says who else has the processing open, and where; "" if nobody has. Of a
// person with several pages it tells the newest.
func (d *Draft) AlsoOpen(all []Guest) string {
	v := d.Voice
	var who []string
	var named []string
	mine, more := false, 0
	for _, g := range slices.Backward(all) {
		switch {
		case g.Me:
			mine = true
		case slices.Contains(named, g.Person):
		case len(who) >= maxGuests:
			more++
			named = append(named, g.Person)
		default:
			named = append(named, g.Person)
			if d.Has(g.At) {
				who = append(who, v.T("editor.presence.at", "name", g.Name, "n", d.Bead(g.At).Number))
			} else {
				who = append(who, g.Name)
			}
		}
	}
	slices.Reverse(who)
	if more > 0 {
		who = append(who, v.T("editor.presence.more", "n", more))
	}
	if mine {
		who = append(who, v.T("editor.presence.me"))
	}
	if len(who) == 0 {
		return ""
	}
	return v.T("editor.presence", "who", strings.Join(who, ", "))
}
