package actions

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"stanok/engine/egress"
	"stanok/engine/eval"
)

// statuses says which statuses of an answer are meant: 2xx, 404, or several.
type statuses []statusRange

type statusRange struct{ from, to int }

// parseStatuses reads "2xx 404" or "200, 201". Its second value is the first
// word that is no status, or "".
func parseStatuses(s string) (statuses, string) {
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\t' })
	set := make(statuses, 0, len(words))
	for _, w := range words {
		r, ok := parseStatus(w)
		if !ok {
			return nil, w
		}
		set = append(set, r)
	}
	return set, ""
}

func parseStatus(w string) (statusRange, bool) {
	if len(w) == 3 && strings.EqualFold(w[1:], "xx") && '1' <= w[0] && w[0] <= '5' {
		from := int(w[0]-'0') * 100
		return statusRange{from, from + 99}, true
	}
	n, err := strconv.Atoi(w)
	return statusRange{n, n}, err == nil && len(w) == 3 && 100 <= n && n <= 599
}

func (s statuses) has(status int) bool {
	return slices.ContainsFunc(s, func(r statusRange) bool { return r.from <= status && status <= r.to })
}

// takesRedirects reports whether an answer that points elsewhere is welcome
// itself, so that it must not be followed.
func (s statuses) takesRedirects() bool {
	return slices.ContainsFunc([]int{301, 302, 303, 307, 308}, s.has)
}

// comesAndGoes reports whether a status says that the same request may succeed
// later.
func comesAndGoes(status int) bool {
	switch status {
	case 408, 425, 429, 500, 502, 503, 504:
		return true
	}
	return 520 <= status && status <= 529 // of proxies that cannot reach the service
}

// judge returns why an answer is not the one hoped for, or nil. Its output is
// what expressions see of it.
func (p *httpPlan) judge(env eval.Env, a *egress.Answer, host string, output map[string]any, now time.Time) error {
	good := p.welcome.has(a.Status)
	if good && p.when == nil && p.busy == nil && p.answerAs != "json" {
		return nil
	}
	complete := maps.Clone(output)
	readable("body", "json")(complete)
	env = with(env, "answer", complete)
	if e := p.busy.of(env, a, host, now); e != nil {
		e.Args["message"] = p.said(env)
		return e
	}
	if !good {
		e := badStatus(a, host, p.effect, now)
		e.Args["message"] = p.said(env)
		return e
	}
	if p.answerAs == "json" && len(a.Body) > 0 {
		if _, err := eval.Decode(a.Body, eval.Limits{}); err != nil {
			return notJSON(string(a.Body), err)
		}
	}
	if p.when == nil {
		return nil
	}
	agreed, err := p.when.Holds(env)
	if err != nil || agreed {
		return within("success.when", err)
	}
	return refused("http.rejected", "host", host, "message", p.said(env))
}

// said is what the service says went wrong, as the config finds it in the
// answer.
func (p *httpPlan) said(env eval.Env) string {
	if p.message == nil {
		return ""
	}
	text, err := p.message.String(env)
	if err != nil {
		return ""
	}
	return clip(strings.TrimSpace(text), maxMessage)
}
