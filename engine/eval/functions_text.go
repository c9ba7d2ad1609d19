package eval

import (
	"strings"
	"unicode/utf8"
)

// textFunction makes a function of texts that gives a text.
func textFunction(c *arguments, do func(s []string) string) (any, error) {
	s, err := c.texts()
	if err != nil {
		return nil, err
	}
	return c.give(do(s))
}

func upper(c *arguments) (any, error) {
	return textFunction(c, func(s []string) string { return strings.ToUpper(s[0]) })
}

func lower(c *arguments) (any, error) {
	return textFunction(c, func(s []string) string { return strings.ToLower(s[0]) })
}

func withoutPrefix(c *arguments) (any, error) {
	return textFunction(c, func(s []string) string { return strings.TrimPrefix(s[0], s[1]) })
}

func withoutSuffix(c *arguments) (any, error) {
	return textFunction(c, func(s []string) string { return strings.TrimSuffix(s[0], s[1]) })
}

// trimmedText takes away spaces, or the letters given, at both ends.
func trimmedText(c *arguments) (any, error) {
	return textFunction(c, func(s []string) string {
		if len(s) == 1 {
			return strings.TrimSpace(s[0])
		}
		return strings.Trim(s[0], excerpt(s[1], 256))
	})
}

func toText(c *arguments) (any, error) {
	s, err := c.r.text(c.values[0])
	if err != nil {
		return nil, err
	}
	return c.give(s)
}

func typeOf(c *arguments) (any, error) { return kindOf(c.values[0]), nil }

// pair reads two texts.
func (c *arguments) pair() (s, part string, err error) {
	if s, err = c.text(0); err != nil {
		return "", "", err
	}
	part, err = c.text(1)
	return s, part, err
}

func split(c *arguments) (any, error) { return splitWith(c, strings.SplitN) }

func splitAfter(c *arguments) (any, error) { return splitWith(c, strings.SplitAfterN) }

// splitWith pays for the parts before they are made.
func splitWith(c *arguments, cut func(s, sep string, n int) []string) (any, error) {
	s, separator, err := c.pair()
	if err != nil {
		return nil, err
	}
	most := -1
	if c.has(2) {
		if most, err = c.whole(2); err != nil {
			return nil, err
		}
	}
	if err := c.r.spend(strings.Count(s, separator) + 1); err != nil {
		return nil, err
	}
	return c.giveList(cut(s, separator, most))
}

func replace(c *arguments) (any, error) {
	s, old, err := c.pair()
	if err != nil {
		return nil, err
	}
	with, err := c.text(2)
	if err != nil {
		return nil, err
	}
	most := -1
	if c.has(3) {
		if most, err = c.whole(3); err != nil {
			return nil, err
		}
	}
	n := strings.Count(s, old)
	if most >= 0 {
		n = min(n, most)
	}
	if err := c.r.grow(len(s) + n*(len(with)-len(old))); err != nil {
		return nil, err
	}
	return strings.Replace(s, old, with, most), nil
}

func repeat(c *arguments) (any, error) {
	s, err := c.text(0)
	if err != nil {
		return nil, err
	}
	n, err := c.whole(1)
	if err != nil {
		return nil, err
	}
	if n < 0 {
		return nil, errKind{c.values[1], "number from 0"}
	}
	if n > MaxText {
		return nil, fail("value.limit", -1, "limit", "text")
	}
	if err := c.r.grow(len(s) * n); err != nil {
		return nil, err
	}
	return strings.Repeat(s, n), nil
}

// join writes the elements one behind the other; missing ones are empty text.
func join(c *arguments) (any, error) {
	list, err := c.list(0)
	if err != nil {
		return nil, err
	}
	glue, err := c.text(1)
	if err != nil {
		return nil, err
	}
	parts, size := make([]string, len(list)), 0
	for i, element := range list {
		if parts[i], err = c.r.text(element); err != nil {
			return nil, err
		}
		if size += len(parts[i]) + len(glue); size > MaxText {
			return nil, fail("value.limit", -1, "limit", "text")
		}
	}
	if err := c.r.grow(size); err != nil {
		return nil, err
	}
	return strings.Join(parts, glue), nil
}

func indexOf(c *arguments) (any, error) { return indexWith(c, strings.Index) }

func lastIndexOf(c *arguments) (any, error) { return indexWith(c, strings.LastIndex) }

// indexWith counts letters, not bytes; -1 says that the part is not there.
func indexWith(c *arguments, find func(s, part string) int) (any, error) {
	s, part, err := c.pair()
	if err != nil {
		return nil, err
	}
	i := find(s, part)
	if i > 0 {
		i = utf8.RuneCountInString(s[:i])
	}
	return resolve(i)
}

func hasPrefix(c *arguments) (any, error) {
	s, part, err := c.pair()
	return strings.HasPrefix(s, part), err
}

func hasSuffix(c *arguments) (any, error) {
	s, part, err := c.pair()
	return strings.HasSuffix(s, part), err
}
