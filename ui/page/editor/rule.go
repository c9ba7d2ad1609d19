package editor

import (
	"encoding/json"
	"regexp"
	"strings"
)

// Rule is one comparison of a condition, as people put it: a value, how it
// compares, and with what.
type Rule struct {
	Left  string `json:"left"` // an expression
	Op    string `json:"op"`
	Right string `json:"right"` // text; of one_of, texts with commas between
	Join  string `json:"join"`  // and, or: how it is joined with the rule before
}

// RuleOps are the ways values compare, in the order they are offered.
func RuleOps() []string {
	return []string{"is", "is_not", "contains", "empty", "filled", "more", "less", "one_of"}
}

// shape is how an operator is written in an expression, and read from it.
type shape struct {
	op   string
	read *regexp.Regexp
}

const (
	leftText  = `string\((.*?) \?\? ""\)`
	leftBare  = `([a-z_][A-Za-z0-9_.\[\]"]*)`
	rightText = `("(?:[^"\\]|\\.)*")`
	rightBare = `("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false)`
	rightNum  = `(-?\d+(?:\.\d+)?)`
)

var shapes = []shape{
	{"empty", regexp.MustCompile(`^` + leftText + ` == ""$`)},
	{"filled", regexp.MustCompile(`^` + leftText + ` != ""$`)},
	{"is", regexp.MustCompile(`^` + leftText + ` == ` + rightText + `$`)},
	{"is_not", regexp.MustCompile(`^` + leftText + ` != ` + rightText + `$`)},
	{"contains", regexp.MustCompile(`^` + leftText + ` contains ` + rightText + `$`)},
	{"one_of", regexp.MustCompile(`^` + leftText + ` in \[(.*)\]$`)},
	{"more", regexp.MustCompile(`^float\((.*?) \?\? 0\) > ` + rightBare + `$`)},
	{"less", regexp.MustCompile(`^float\((.*?) \?\? 0\) < ` + rightBare + `$`)},
	{"empty", regexp.MustCompile(`^` + leftBare + ` == nil$`)},
	{"filled", regexp.MustCompile(`^` + leftBare + ` != nil$`)},
	{"is", regexp.MustCompile(`^` + leftBare + ` == ` + rightBare + `$`)},
	{"is_not", regexp.MustCompile(`^` + leftBare + ` != ` + rightBare + `$`)},
	{"contains", regexp.MustCompile(`^` + leftBare + ` contains ` + rightText + `$`)},
	{"more", regexp.MustCompile(`^` + leftBare + ` > ` + rightBare + `$`)},
	{"less", regexp.MustCompile(`^` + leftBare + ` < ` + rightBare + `$`)},
}

// ReadRules reads a condition as rules. It is false if the condition says
// something that rules cannot; no condition is no rules.
func ReadRules(condition string) ([]Rule, bool) {
	condition = strings.TrimSpace(condition)
	if condition == "" {
		return nil, true
	}
	join, parts := "and", apart(condition, " && ", " and ")
	if some := apart(condition, " || ", " or "); len(some) > 1 {
		if len(parts) > 1 {
			return nil, false
		}
		join, parts = "or", some
	}
	var rules []Rule
	for _, p := range parts {
		r, ok := readRule(strings.TrimSpace(p))
		if !ok {
			return nil, false
		}
		r.Join = join
		rules = append(rules, r)
	}
	return rules, true
}

// apart parts an expression at words that stand in no text of it.
func apart(s string, words ...string) []string {
	var parts []string
	from, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case !quoted:
			for _, w := range words {
				if strings.HasPrefix(s[i:], w) {
					parts, from = append(parts, s[from:i]), i+len(w)
					i = from - 1
					break
				}
			}
		}
	}
	return append(parts, s[from:])
}

func readRule(s string) (Rule, bool) {
	for _, f := range shapes {
		m := f.read.FindStringSubmatch(s)
		if m == nil || strings.Contains(m[1], " || ") {
			continue
		}
		r := Rule{Left: strings.TrimSpace(m[1]), Op: f.op}
		if len(m) > 2 {
			r.Right = m[2]
			if f.op == "one_of" {
				var all []string
				if json.Unmarshal([]byte("["+m[2]+"]"), &all) != nil {
					return Rule{}, false
				}
				r.Right = strings.Join(all, ", ")
			} else if strings.HasPrefix(m[2], `"`) && json.Unmarshal([]byte(m[2]), &r.Right) != nil {
				return Rule{}, false
			}
		}
		return r, true
	}
	return Rule{}, false
}

// Condition writes rules as a condition. Rules that say nothing are left out; one
// without a value to look at, but with one to compare it with, is kept as an
// expression that cannot be read, so that it is not lost.
func Condition(rules []Rule) string {
	var parts []string
	join := " && "
	for _, r := range rules {
		if r.Left = bare(r.Left); r.Left == "" && strings.TrimSpace(r.Right) == "" {
			continue
		}
		if len(parts) == 1 && r.Join == "or" {
			join = " || "
		}
		parts = append(parts, r.expression())
	}
	return strings.Join(parts, join)
}

// bare is an expression without the braces people may have left around it.
func bare(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "{{") && strings.HasSuffix(s, "}}") {
		s = strings.TrimSpace(s[2 : len(s)-2])
	}
	return s
}

var number = regexp.MustCompile(`^` + rightNum + `$`)

func (r Rule) expression() string {
	left := `string(` + r.Left + ` ?? "")`
	amount := strings.ReplaceAll(strings.TrimSpace(r.Right), ",", ".")
	switch {
	case r.Op == "empty":
		return left + ` == ""`
	case r.Op == "filled":
		return left + ` != ""`
	case r.Op == "is_not":
		return left + ` != ` + quote(r.Right)
	case r.Op == "contains":
		return left + ` contains ` + quote(r.Right)
	case r.Op == "one_of":
		return left + ` in [` + quoted(r.Right) + `]`
	case r.Op == "more" && number.MatchString(amount):
		return `float(` + r.Left + ` ?? 0) > ` + amount
	case r.Op == "less" && number.MatchString(amount):
		return `float(` + r.Left + ` ?? 0) < ` + amount
	case r.Op == "more": // no number yet: kept as it is, and the check says so
		return `float(` + r.Left + ` ?? 0) > ` + quote(r.Right)
	case r.Op == "less":
		return `float(` + r.Left + ` ?? 0) < ` + quote(r.Right)
	}
	return left + ` == ` + quote(r.Right)
}

// quoted are texts with commas between, each in quotes.
func quoted(s string) string {
	var all []string
	for _, one := range strings.Split(s, ",") {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, quote(one))
		}
	}
	return strings.Join(all, ", ")
}
