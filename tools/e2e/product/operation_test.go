package product_test

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"stanok/tools/e2e/browser"
)

func TestA11ARefusedKeyLeadsToItsConnection(t *testing.T) {
	t.Parallel()
	w, address := service(t)
	op := run(t, w, deploy(t, w, ask("Locked", "/locked")), map[string]any{"phone": "+7 921 555-01-37"})
	p := w.Owner()
	p.Go("/ops/" + op)
	p.Says("cause", strings.TrimPrefix(address, "http://"))
	p.Says("cause-action", "CRM")
	p.Gone("curl")
	p.Click("[data-testid=technical] > summary")
	p.See("[data-testid=technical] [data-testid=curl]")
	p.Screenshot("refused")
	if whole := browser.Eval[string](p, `() => document.documentElement.outerHTML`); strings.Contains(whole, secretKey) {
		t.Error("the page holds the key")
	}
	p.Click("cause-action")
	p.Says("#main h1", "CRM")
}

func TestA18APageInsteadOfDataIsShownAsText(t *testing.T) {
	t.Parallel()
	w, _ := service(t)
	op := run(t, w, deploy(t, w, strings.Replace(ask("Page", "/page"), `{kind: json, from: "{{ body.json }}"}}`, `{kind: json, from: "{{ body.json }}"}}
  - {id: read, type: json.parse, with: {from: "{{ send.body }}", fields: [{name: a, path: a}]}}`, 1)), map[string]any{"phone": "1"})
	p := w.Owner()
	p.Go("/ops/" + op)
	p.Says("cause", "web page")
	p.Go("/ops/" + op + "?step=send")
	p.Says("step-output", "Sign in, please")
	if n := p.Count("#evil"); n != 0 {
		t.Errorf("%d elements of the page are in ours", n)
	}
}

func TestA20WhoIsAskedToSlowDownWaits(t *testing.T) {
	t.Parallel()
	w, _ := service(t)
	var op struct{ ID string }
	p := w.Owner()
	w.Post("/processings/"+deploy(t, w, strings.Replace(ask("Busy once", "/busy-once"), "method: POST", "method: GET", 1))+"/operations", map[string]any{"phone": "1"}, &op)
	p.Go("/ops/" + op.ID)
	p.Has("operation-state", "data-state", "waiting")
	p.See("countdown")
	p.Has("operation-state", "data-state", "succeeded") // by itself, and without a reload
	p.Gone("countdown")
	p.Size(1600, 800)
	p.Go("/ops")
	p.Says("[data-id='"+op.ID+"'] [data-testid=operation-attempts]", "2")
	p.Screenshot("attempts")

	w.Post("/processings/"+deploy(t, w, strings.Replace(ask("Busy", "/busy"), "method: POST", "method: GET", 1))+"/operations", map[string]any{"phone": "1"}, &op)
	p.Go("/ops/" + op.ID)
	p.Has("operation-state", "data-state", "waiting")
	p.Says("#main", "again")
	p.Screenshot("waiting")
	left := func() int {
		seconds, _ := strconv.Atoi(strings.Fields(p.Text("countdown"))[1])
		return seconds
	}
	p.Until("the minute to be counted down in seconds", `() => /^in \d+ seconds$/.test(document.querySelector("[data-testid=countdown]").textContent)`)
	first := left()
	p.Until("the countdown to go on", `(first) => parseInt(document.querySelector("[data-testid=countdown]").textContent.slice(3)) < first`, first)
	if first > 60 || first < 20 {
		t.Errorf("of a minute are %d seconds left", first)
	}
}

const sixSteps = `
format: 1
name: Six
source: {type: webhook, with: {params: [{name: phone, type: text}]}}
actions:
  - {id: a, type: delay, title: Wait, with: {for: 300ms}}
  - {id: b, type: set, title: One, with: {values: {x: 1}}}
  - {id: c, type: delay, title: Wait again, with: {for: 500ms}}
  - {id: d, type: set, title: Two, with: {values: {x: 1}}}
  - {id: e, type: delay, title: And again, with: {for: 200ms}}
`

// drawn is where a bar begins on the screen and how wide it is, in hundredths of
// all there is of time.
const drawn = `(selector) => {
	const bar = document.querySelector(selector), all = bar.getBoundingClientRect();
	const parts = [...bar.querySelectorAll("rect, .wait")].map((one) => one.getBoundingClientRect());
	const from = Math.min(...parts.map((one) => one.left)), to = Math.max(...parts.map((one) => one.right));
	return [100 * (from - all.left) / all.width, 100 * (to - from) / all.width];
}`

func TestA43TheWaterfallIsTrueToTime(t *testing.T) {
	t.Parallel()
	w, _ := service(t)
	id := run(t, w, deploy(t, w, sixSteps), map[string]any{"phone": "1"})
	var op struct {
		CreatedAt  time.Time `json:"created_at"`
		DurationMS float64   `json:"duration_ms"`
		Steps      []struct {
			Key        string
			StartedAt  time.Time `json:"started_at"`
			DurationMS float64   `json:"duration_ms"`
		}
	}
	p := w.Owner()
	for op.DurationMS == 0 { // delays end it behind the answer
		p.Go("/ops/" + id)
		p.Has("operation-state", "data-state", "succeeded")
		if err := w.API.Call(http.MethodGet, "/operations/"+id, "", nil, &op); err != nil {
			t.Fatal(err)
		}
	}
	p.Numbers("step-row", 6)
	for _, s := range op.Steps {
		bar := "[data-key='" + s.Key + "'] [data-testid=step-bar]"
		offset, _ := strconv.ParseFloat(p.Attr(bar, "data-offset-ms"), 64)
		width, _ := strconv.ParseFloat(p.Attr(bar, "data-width-ms"), 64)
		want := float64(s.StartedAt.Sub(op.CreatedAt).Milliseconds())
		if one := op.DurationMS / 100; math.Abs(offset-want) > one+1 || math.Abs(width-s.DurationMS) > one+1 {
			t.Errorf("%s: from %v for %v ms, want %v and %v", s.Key, offset, width, want, s.DurationMS)
		}
		if p.Attr(bar, "aria-label") == "" {
			t.Errorf("%s has no text", s.Key)
		}
		seen := browser.Eval[[]float64](p, drawn, bar)
		if math.Abs(seen[0]-100*want/op.DurationMS) > 1 || math.Abs(seen[1]-100*s.DurationMS/op.DurationMS) > 1 && s.DurationMS > op.DurationMS/100 {
			t.Errorf("%s is drawn from %.1f %% for %.1f %%, want %.1f and %.1f", s.Key, seen[0], seen[1], 100*want/op.DurationMS, 100*s.DurationMS/op.DurationMS)
		}
	}
	for _, s := range op.Steps {
		p.TabTo("[data-key='" + s.Key + "'] .water-name")
	}
	p.TabTo("[data-key=c] .water-name")
	p.Press("Enter")
	p.See("[data-key=c] [data-testid=step-output]")
	p.Screenshot("waterfall")
}

func TestA44AnAnswerOfFiveMegabytesIsReadPieceByPiece(t *testing.T) {
	t.Parallel()
	w, _ := service(t)
	op := run(t, w, deploy(t, w, ask("Big", "/big")+"  - {id: no, type: fail, with: {message: kept whole}}\n"), map[string]any{"phone": "1"})
	p := w.Owner()
	p.Go("/ops/" + op + "?step=send")
	p.See("step-output")
	p.Click(`[data-testid=step-output] [data-path='["json"]'] > summary`)
	p.Click(`[data-testid=step-output] [data-path='["json"]["list"]'] > summary`)
	p.Says("[data-testid=step-output] [data-testid=tree-more]", "Show the next 200")
	p.Click("[data-testid=step-output] [data-testid=tree-more]")
	p.See(`[data-path='["json"]["list"][350]']`)
	var took []float64
	for i := range 9 { // the page is usable: each press shows something soon
		took = append(took, browser.Eval[float64](p, opensSoon, `[data-testid=step-output] [data-path='["json"]["list"][`+strconv.Itoa(i)+`]']`))
	}
	slices.Sort(took)
	if took[4] > 200 {
		t.Errorf("presses are answered after %.0f ms", took)
	}
	if largest := browser.Eval[float64](p, `() => Math.max(...performance.getEntriesByType("resource").filter((e) => e.name.includes("/ops/")).map((e) => e.decodedBodySize), document.documentElement.outerHTML.length / 4)`); largest > 200_000 {
		t.Errorf("a part of the page has %v bytes", largest)
	}
}

// opensSoon opens a part of a tree and returns after how many milliseconds the
// screen shows it.
const opensSoon = `async (selector) => {
	const at = document.querySelector(selector), began = performance.now();
	at.querySelector("summary").click();
	while (!at.open || at.children.length < 2) await new Promise(requestAnimationFrame);
	return performance.now() - began;
}`

func TestASentValueIsFollowedBackWithItsValues(t *testing.T) {
	t.Parallel()
	w, _ := service(t)
	op := run(t, w, deploy(t, w, ask("Fine", "/fine")), map[string]any{"phone": "+7 921 555-01-37"})
	p := w.Owner()
	p.Go("/ops/" + op + "?step=send")
	p.Click(`[data-testid=step-input] [data-path='["body"]'] > summary`)
	p.Click(`[data-testid=step-input] [data-path='["body"]["phone"]'] [data-testid=tree-from]`)
	p.See("origin-drawer")
	if got := strings.Join(p.Texts("origin-value"), " | "); got != "79215550137 | 79215550137 | +7 921 555-01-37" {
		t.Errorf("the chain is %s", got)
	}
	p.Screenshot("origin")
	if whole := browser.Eval[string](p, `() => document.documentElement.outerHTML`); strings.Contains(whole, secretKey) {
		t.Error("the page holds the key")
	}
}

func TestA17AMissingFieldLeadsToItsRow(t *testing.T) {
	t.Parallel()
	w, _ := service(t)
	op := run(t, w, deploy(t, w, `
format: 1
name: Missing
source: {type: webhook, with: {params: [{name: x, type: any}]}}
actions:
  - {id: fields, type: json.parse, title: Read, with: {from: "{{ source.json }}", fields: [{name: a, path: '["x"]["phone"]'}, {name: client, path: '["x"]["client_phone"]', missing: fail}]}}
`), map[string]any{"x": map[string]any{"client_phon": 1, "phone": 2}})
	p := w.Owner()
	p.Go("/ops/" + op)
	p.Says("cause", `["x"]["client_phone"]`)
	p.Says("cause", "client_phon")
	p.Click("cause-action")
	p.Focuses(`[data-testid=parser-row][data-path='["x"]["client_phone"]'] [data-testid=parser-path]`)
}

func TestA45ACopiedPathGivesTheSameValueInARow(t *testing.T) {
	t.Parallel()
	w, _ := service(t)
	op := run(t, w, deploy(t, w, sixSteps), map[string]any{"phone": "1", "deep": map[string]any{"list": []any{map[string]any{"id": 4711}}}})
	p := w.Owner()
	p.Clipboard()
	p.Go("/ops/" + op + "?step=source&find=4711")
	p.Says("step-found", `["json"]["deep"]["list"][0]["id"]`)
	for _, path := range []string{`["json"]`, `["json"]["deep"]`, `["json"]["deep"]["list"]`, `["json"]["deep"]["list"][0]`} {
		p.Click(`[data-path='` + path + `'] > summary`)
	}
	row := `[data-path='["json"]["deep"]["list"][0]["id"]']`
	p.Hover(row)
	p.Click(row + " [data-testid=tree-copy-path]")
	path := browser.Eval[string](p, `() => navigator.clipboard.readText()`)
	id := deploy(t, w, `
format: 1
name: Reads
source: {type: webhook, with: {params: [{name: phone, type: text}]}}
actions:
  - {id: read, type: json.parse, with: {from: "{{ source }}", fields: [{name: same, path: '`+path+`'}]}}
`)
	again := run(t, w, id, map[string]any{"deep": map[string]any{"list": []any{map[string]any{"id": 4711}}}})
	p.Go("/ops/" + again + "?step=read")
	p.Says("step-output", "4711")
}
