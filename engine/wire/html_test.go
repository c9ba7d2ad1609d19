package wire_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/wire"
)

const page = `<!doctype html><title>Order</title><style>p{}</style>
<div class="order" data-id="7"><h1>Order&nbsp;7</h1><p>Hello,<br>  <b>Анна</b>  &amp; co</p>
<table><tr><td>Tea</td><td class=sum>1,50</td></tr><tr><td>Milk</td><td class=sum>2</td></tr></table>
<a href="https://example.com/?a=1&amp;b=2">open</a><script>var x = "<p>no</p>"</script></div>`

func TestElementsAreFoundByTheirSelectors(t *testing.T) {
	p, err := wire.HTML(page)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct{ selector, want string }{
		{"h1", "Order 7"},
		{"p", "Hello,\nАнна & co"},
		{"td.sum", "1,50|2"},
		{"tr:nth-child(2) td:first-child", "Milk"},
		{"table", "Tea 1,50\nMilk 2"},
		{"title, a", "Order|open"},
		{"[data-id='7'] a", "open"},
		{"td:contains('Milk') + td", "2"},
		{"ul", ""},
		{"div table > tbody > tr td.sum", "1,50|2"},
		{"h1 ~ p b, h1 + p b", "Анна"},
		{"h1 + table", ""},
		{"p ~ table td:not(.sum)", "Tea|Milk"},
		{"tr td:nth-child( 2n + 1 )", "Tea|Milk"},
		{"td[class=\"sum\"]:contains('1, 5'), td:contains(\"2\")", "2"},
		{"script", ""},
	}
	for _, c := range cases {
		s, ok := wire.ParseSelector(c.selector)
		if !ok {
			t.Errorf("%s is no selector", c.selector)
			continue
		}
		found, err := p.Find(t.Context(), s, 10)
		var texts []string
		for _, e := range found {
			texts = append(texts, e.Text())
		}
		if got := strings.Join(texts, "|"); got != c.want || err != nil {
			t.Errorf("%s: %q %v, want %q", c.selector, got, err, c.want)
		}
	}
}

func TestAnElementGivesItsAttributesAndHTML(t *testing.T) {
	p, _ := wire.HTML(page)
	s, _ := wire.ParseSelector("a")
	found, err := p.Find(t.Context(), s, 1)
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	if got, ok := found[0].Attribute("HREF"); !ok || got != "https://example.com/?a=1&b=2" {
		t.Errorf("href %q", got)
	}
	if got, ok := found[0].Attribute("title"); ok {
		t.Errorf("a title nobody gave: %q", got)
	}
	if got := found[0].HTML(); got != "open" {
		t.Errorf("html %q", got)
	}
}

func TestWhatIsNoSelectorIsRefused(t *testing.T) {
	for _, src := range []string{
		"", "a[", "..", "a::before", ":nope", strings.Repeat("a ", 101), strings.Repeat("a ", 21), "a,", ",a", "> a", "a >", "a > > b",
		"a:has(b)", "a:not(b c)", "a:not(b:has(c))", "a)", "a(", "a'", "a\\",
	} {
		if _, ok := wire.ParseSelector(src); ok {
			t.Errorf("%q is taken", src)
		}
	}
}

func TestAPageIsBounded(t *testing.T) {
	for src, want := range map[string]string{
		strings.Repeat("<div>", 120):    "",
		strings.Repeat("<div>", 140):    "depth",
		strings.Repeat("<div>", 2_000):  "depth",
		strings.Repeat("<br>", 201_000): "nodes",
		"":                              "",
		"\x00<\xff":                     "",
	} {
		_, err := wire.HTML(src)
		got := ""
		for _, p := range engine.ProblemsOf(err) {
			got = p.Args["limit"]
		}
		if got != want {
			t.Errorf("%.20q…: refused for %q, want %q", src, got, want)
		}
	}
}

// A data sender chooses the page: if each way down it were tried, the search would
// never end.
func TestNestingDoesNotMakeFindingSlow(t *testing.T) {
	p, err := wire.HTML(strings.Repeat(strings.Repeat("<div>", 100)+"<b>x</b>"+strings.Repeat("</div>", 100), 10))
	if err != nil {
		t.Fatal(err)
	}
	s, _ := wire.ParseSelector("p " + strings.Repeat("div ", 15) + "b")
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if found, err := p.Find(ctx, s, 10); err != nil || len(found) != 0 {
		t.Errorf("found %v %v", found, err)
	}
}

func TestASearchEndsWithItsContext(t *testing.T) {
	p, _ := wire.HTML(page)
	s, _ := wire.ParseSelector("a")
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(enough)
	if _, err := p.Find(ctx, s, 1); !errors.Is(err, enough) {
		t.Errorf("it went on: %v", err)
	}
}
