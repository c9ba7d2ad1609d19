package eval

import (
	"net/url"
	"strings"
)

// zone is the part of an address an insert stands in.
type zone int

const (
	inHost zone = iota // also the scheme and the port
	inBase             // the whole beginning of the address
	inPath
	inQuery // also the fragment
)

// findZones walks over the written text of an address once.
func findZones(parts []part) {
	var w zoneWalk
	for i := range parts {
		p := &parts[i]
		if p.insert == nil {
			for _, c := range []byte(p.static) {
				w.next(c)
			}
			continue
		}
		if p.zone = w.zone; i == 0 && len(parts) > 1 && strings.IndexByte("/?#", parts[1].start()) >= 0 {
			p.zone, w.zone = inBase, inPath
		}
		w.next('x')
	}
}

// zoneWalk knows where in an address the bytes it has seen end.
type zoneWalk struct {
	zone      zone
	count     int
	slashes   int
	authority bool
}

func (w *zoneWalk) next(c byte) {
	w.count++
	switch {
	case w.zone == inQuery:
	case c == '?' || c == '#':
		w.zone = inQuery
	case w.zone != inHost || c != '/':
		if w.slashes == 1 && w.count == 2 {
			w.zone = inPath // the address began with one slash
		}
		w.authority = w.authority || w.slashes > 1
	default:
		w.slashes++
		if w.authority {
			w.zone = inPath
		}
	}
}

// start gives the first byte of written text, 0 for an insert.
func (p *part) start() byte {
	if p.static == "" {
		return 0
	}
	return p.static[0]
}

// address writes an address and checks the segments that inserts are part of.
func (t *Text) address(r *run) (string, error) {
	var b []byte
	segment, made, offset := 0, false, 0
	check := func(end int) error {
		if s := string(b[segment:end]); made && (s == "." || s == "..") {
			return fail("value.kind", offset, "name", s, "kind", "text", "want", "path segment")
		}
		return nil
	}
	for i := range t.parts {
		p := &t.parts[i]
		if p.insert == nil {
			for _, c := range []byte(p.static) {
				if c == '/' || c == '?' || c == '#' {
					if err := check(len(b)); err != nil {
						return "", err
					}
					segment, made = len(b)+1, false
				}
				b = append(b, c)
			}
			continue
		}
		s, err := p.text(r)
		if err == nil {
			s, err = p.zone.encode(s)
		}
		if err != nil {
			return "", placed(err, p.offset)
		}
		if b = append(b, s...); len(b) > MaxText {
			return "", fail("value.limit", p.offset, "limit", "text")
		}
		made, offset = made || p.zone == inPath, p.offset
	}
	return string(b), check(len(b))
}

// encode gives an insert as it stands in the zone.
func (z zone) encode(s string) (string, error) {
	switch z {
	case inBase:
		return baseAddress(s)
	case inHost:
		return hostLabels(s)
	}
	return string(appendPercent(nil, s)), nil
}

// hostLabels lets through what cannot leave the host.
func hostLabels(s string) (string, error) {
	for i := 0; i < len(s); i++ {
		if c := s[i]; !unreserved(c) || c == '~' || c == '_' {
			return "", fail("value.kind", -1, "name", "url", "kind", "text", "want", "host name")
		}
	}
	if s == "" {
		return "", fail("value.kind", -1, "name", "url", "kind", "empty", "want", "host name")
	}
	return s, nil
}

// baseAddress lets through an http address without query, fragment and user.
// One / at its end gives way to the written one.
func baseAddress(s string) (string, error) {
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil ||
		strings.ContainsAny(s, "?#\\ ") {
		return "", fail("value.kind", -1, "name", "url", "kind", "text", "want", "http address")
	}
	return strings.TrimSuffix(s, "/"), nil
}
