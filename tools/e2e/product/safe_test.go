package product_test

import (
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

func TestA21TypedTextIsThereAfterTheTabWasClosed(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "request")
	p.Type("field-url", "?a=1")
	product.Saved(p)
	again := p.Tab()
	p.Close()
	product.Open(again, id, "request")
	again.Holds("field-url", url+"?a=1")

	// Closed before typing rests.
	again.Type("field-url", "&b=2")
	third := again.Tab()
	again.Close()
	product.Open(third, id, "request")
	third.Holds("field-url", url+"?a=1&b=2")

	// Closed without a network.
	third.Except("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "network", "SSE")
	third.Offline(true)
	third.Type("field-url", "&c=3")
	third.Has("save-state", "data-state", "failed")
	third.Until("the change to be kept on this computer", kept, "c=3")
	fourth := third.Tab()
	third.Close()
	product.Open(fourth, id, "request")
	fourth.Holds("field-url", url+"?a=1&b=2&c=3")
	product.Saved(fourth)
	fourth.Says("[data-id=request] .card-sum", "c=3")
	if got := w.Draft(id).With("request", "url"); got != url+"?a=1&b=2&c=3" {
		t.Errorf("the draft holds %v", got)
	}
}

// kept reports whether this computer keeps a change that holds a text.
const kept = `(text) => new Promise((say) => {
	indexedDB.open("stanok").onsuccess = (opened) => {
		opened.target.result.transaction("changes").objectStore("changes").getAll().onsuccess = (e) => say(JSON.stringify(e.target.result).includes(text));
	};
})`

// full has an action with everything filled in and a branch inside, of which
// others take values.
const full = `
format: 1
name: Leads
source: {type: webhook}
actions:
  - id: each
    type: loop
    title: Each order
    note: one by one
    retry: {attempts: 3, first: 2s, max: 1m}
    on_error: continue
    with: {over: "{{ source.json.orders }}", as: order, max: 50, on_item_error: continue}
    branches:
      each:
        - id: choose
          type: branch
          with:
            cases: [{name: big, title: Big, when: order.price > 100}]
            otherwise: true
          branches:
            big:
              - {id: tell, type: http.request, with: {method: POST, url: "https://crm.example.com/{{ order.id }}", headers: {X-A: "{{ order.a }}"}}}
            otherwise: []
  - {id: note, type: set, with: {values: {count: "{{ each.items }}"}}}
`

func TestA22ADeletedActionComesBackWhole(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, full, "each")
	before := w.Text(id)
	p.Click("card-each")
	p.Press("Delete")
	p.Gone("card-each")
	p.Gone("card-tell")
	p.Says("toast", "Action deleted. 1 field in 1 action used its data.")
	p.Focuses("card-note")
	product.Saved(p)
	p.Press("Control+z")
	p.See("card-tell")
	p.Focuses("card-each")
	p.Announced("Undone: delete Each order")
	if after := w.Text(id); after != before {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}

	p.Click("card-menu-each")
	p.Click("#menu-each [data-testid=menu-delete]")
	p.Gone("card-each")
	product.Saved(p)
	product.Open(p, id, "note")
	p.Until("the chip to be broken", `() => document.querySelector("[data-testid=chip][data-ref='each.items'][data-broken]")`)
	p.Screenshot("a22-broken")
	p.Has("undo", "aria-label", "Undo: delete Each order")
	p.Press("Control+z")
	p.See("card-tell")
	product.Open(p, id, "note")
	p.Numbers("[data-testid=chip][data-ref='each.items']:not([data-broken])", 1)
	if after := w.Text(id); after != before {
		t.Errorf("before\n%s\nafter a reload\n%s", before, after)
	}
}

// crossing has an answer about a change come after that of a page that was asked
// for before, though the server took the change first.
const crossing = `(() => {
	const send = window.fetch;
	let posted, drawn;
	const taken = new Promise((go) => { posted = go; }), shown = new Promise((go) => { drawn = go; });
	window.fetch = async (to, how) => {
		if (String(to).includes("/panel")) {
			await taken;
			document.addEventListener("htmx:finally:swap", drawn, {once: true});
		}
		const answer = await send(to, how);
		if (how?.method === "POST" && String(to).includes("/ops")) {
			posted();
			await shown;
		}
		return answer;
	};
})()`

func TestA22TheNextActionIsAtHandHoweverAnswersCross(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	id := w.Add(full)
	p := w.Owner()
	p.Begin(crossing)
	product.Open(p, id, "note")
	p.Click("card-each")
	p.Press("Delete")
	p.Gone("card-each")
	product.Saved(p)
	p.Focuses("card-note")
}

func TestA29FieldsEditedWithoutANetworkAreSavedInOrder(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "request")
	p.Except("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "network", "SSE")
	p.Offline(true)
	p.Put("panel-name", "One")
	p.Put("field-url", "https://two.example/")
	p.Choose("field-method", "PUT")
	p.Put("processing-name", "Four")
	p.Type("field-url", "")
	p.Insert("five")
	p.Press("Tab")
	p.Has("save-state", "data-state", "failed")
	p.Says("save-state", "Not saved, trying again (5)")
	p.Announced("Not saved")
	p.See("connection-bar")
	p.Screenshot("a29-offline")
	p.Offline(false)
	product.Saved(p)
	p.Has("save-state", "data-state", "saved")
	p.Until("the time to be said", `() => /^Saved \d\d:\d\d:\d\d$/.test(document.querySelector("[data-testid=save-state]").textContent.trim())`)
	p.Announced("Saved")
	d := w.Draft(id)
	if a := d.Action("request"); d.Name != "Four" || a.Title != "One" || a.With["url"] != "https://two.example/five" || a.With["method"] != "PUT" {
		t.Errorf("%+v", d)
	}
	// What was done last is taken back first.
	for _, said := range []string{"change “Address” in One", "rename the processing", "change “Method” in One", "change “Address” in One", "rename"} {
		p.Until("the next to be taken back: "+said, `(said) => document.querySelector("[data-testid=undo]").ariaLabel.includes(said)`, said)
		p.Click("undo")
		product.Saved(p)
	}
	p.Has("undo", "aria-label", "Nothing to undo")
	p.Has("redo", "aria-label", "Redo: rename HTTP request")
}

func TestA30AfterTheSessionEndedTheEditIsSavedOnceSignedIn(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	p, id := editor(w, five, "request")
	p.Except("401")
	browser.Eval[int](p, `() => fetch("/logout", {method: "POST"}).then((r) => r.status)`)
	p.Type("field-url", "")
	p.Insert("?a=1")
	p.See("ask-email")
	p.Screenshot("a30-signed-out")
	p.Says("save-state", "Not saved, trying again (1)")
	p.Holds("field-url", url+"?a=1")
	p.Press("Escape")
	p.Gone("ask")
	p.Type("field-url", "2")
	p.See("ask-email")
	p.Numbers("ask", 1)
	p.Fill("ask-email", product.OwnerEmail)
	p.Fill("ask-password", product.OwnerPassword)
	p.Click("ask-submit")
	p.Gone("ask")
	product.Saved(p)
	p.Has("save-state", "data-state", "saved")
	p.Holds("field-url", url+"?a=12")
	if got := w.Draft(id).With("request", "url"); got != url+"?a=12" {
		t.Errorf("the draft holds %v", got)
	}
	// And the page lives on: news of others come.
	other := p.Tab()
	product.Open(other, id, "request")
	elsewhere(other, "actions/send/title", "Send it")
	p.Says("card-send", "Send it")
}
