package eval

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// splitList reads a comma list. Spaces around an element do not count. An
// element in quotes may hold commas, spaces and doubled quotes, so "1,50" in
// quotes is one element and without quotes two. A list is given back as it is,
// missing or blank text is an empty list.
func splitList(c *arguments) (any, error) {
	if list, ok := c.values[0].([]any); ok {
		return list, nil
	}
	s, err := c.text(0)
	if err != nil {
		return nil, err
	}
	if err := c.r.spend(strings.Count(s, ",") + len(s)/16); err != nil {
		return nil, err
	}
	list, ok := SplitList(s, ',')
	if !ok {
		return nil, errKind{c.values[0], "comma list with closed quotes"}
	}
	return c.giveList(list)
}

// SplitList takes a text apart at a separator, as split_list does at commas. It is
// false for a text in which a quote is not closed, or closed within an element.
func SplitList(s string, separator rune) ([]string, bool) {
	space := func(r rune) bool { return r != separator && unicode.IsSpace(r) }
	s = strings.TrimFunc(s, space)
	if s == "" {
		return nil, true
	}
	var list []string
	for {
		var element string
		s = strings.TrimLeftFunc(s, space)
		if strings.HasPrefix(s, `"`) {
			var ok bool
			if element, s, ok = cutQuoted(s[1:]); !ok {
				return nil, false
			}
			s = strings.TrimLeftFunc(s, space)
			if s != "" && !strings.HasPrefix(s, string(separator)) {
				return nil, false
			}
		} else {
			end := strings.IndexRune(s, separator)
			if end < 0 {
				end = len(s)
			}
			element, s = strings.TrimSpace(s[:end]), s[end:]
		}
		list = append(list, element)
		if s == "" {
			return list, true
		}
		s = s[utf8.RuneLen(separator):]
	}
}

// cutQuoted reads up to the closing quote; a doubled quote is one.
func cutQuoted(s string) (element, rest string, ok bool) {
	var b strings.Builder
	for {
		end := strings.IndexByte(s, '"')
		if end < 0 {
			return "", "", false
		}
		b.WriteString(s[:end])
		s = s[end+1:]
		if !strings.HasPrefix(s, `"`) {
			return b.String(), s, true
		}
		b.WriteByte('"')
		s = s[1:]
	}
}

// joinList writes a comma list that splitList reads back as it was. Text is
// given back as it is.
func joinList(c *arguments) (any, error) {
	if isText(c.values[0]) {
		return c.values[0], nil
	}
	list, err := c.list(0)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	for i, element := range list {
		s, err := c.r.text(element)
		if err != nil {
			return nil, err
		}
		if err := c.r.grow(2*len(s) + 3); err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(quotedElement(s, ','))
	}
	return b.String(), nil
}

// JoinList writes a text that SplitList takes apart as it was.
func JoinList(list []string, separator rune) string {
	var b strings.Builder
	for i, s := range list {
		if i > 0 {
			b.WriteRune(separator)
		}
		b.WriteString(quotedElement(s, separator))
	}
	return b.String()
}

func quotedElement(s string, separator rune) string {
	if s != "" && s == strings.TrimSpace(s) && !strings.ContainsAny(s, "\"\r\n"+string(separator)) {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
