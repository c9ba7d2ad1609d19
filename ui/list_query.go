package ui

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"stanok/engine"
)

// listQuery is what the address of the list asks for.
type listQuery struct {
	text, label, status, sort string
	page                      int // from 1
}

// listPage is how many processings stand on one page.
const listPage = 50

// What a list may be narrowed to and sorted by; the first is what it is without
// being asked.
var (
	listStatuses = []string{"", "running", "failing", "stopped", "draft"}
	listSorts    = []string{"name", "last"}
)

func listQueryOf(v url.Values) listQuery {
	q := listQuery{text: strings.TrimSpace(clipped(v.Get("q"), 200)), label: v.Get("label"), status: v.Get("status"), sort: v.Get("sort")}
	if !slices.Contains(listStatuses, q.status) {
		q.status = ""
	}
	if !slices.Contains(listSorts, q.sort) {
		q.sort = listSorts[0]
	}
	n, err := strconv.Atoi(v.Get("page"))
	if q.page = n; err != nil || n < 1 || n > 1_000_000 {
		q.page = 1
	}
	return q
}

// listQueryBehind is what the page asks for that a request was made from.
func listQueryBehind(r *http.Request) listQuery {
	from, err := url.Parse(r.Header.Get("HX-Current-URL"))
	if err != nil || from.Path != "/p" {
		return listQueryOf(nil)
	}
	return listQueryOf(from.Query())
}

// href is the address that asks for q.
func (q listQuery) href() string {
	v := url.Values{}
	set := func(name, value, usual string) {
		if value != usual {
			v.Set(name, value)
		}
	}
	set("q", q.text, "")
	set("label", q.label, "")
	set("status", q.status, "")
	set("sort", q.sort, listSorts[0])
	set("page", strconv.Itoa(q.page), "1")
	if len(v) == 0 {
		return "/p"
	}
	return "/p?" + v.Encode()
}

// with returns q changed, from its first page.
func (q listQuery) with(change func(*listQuery)) listQuery {
	q.page = 1
	change(&q)
	return q
}

// words are those a processing must have, folded.
func (q listQuery) words() []string { return strings.Fields(engine.Fold(q.text)) }

// clipped is s cut to so many bytes, between characters.
func clipped(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}
