package islands_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"stanok/tools/e2e/browser"
)

func TestWhatIsTypedIsSavedWhenTypingRests(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Type("field-title", " now")
	saved(page)
	page.Has("save-state", "data-state", "saved")
	if got := s.value("title"); got != "Get request now" {
		t.Errorf("the draft holds %q", got)
	}
	if sent := s.sent(); len(sent) != 1 {
		t.Errorf("typing was sent in %d requests: %v", len(sent), sent)
	}
}

func TestAChoiceGoesOutAtOnceAndInOrder(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Type("field-title", "!")
	page.Choose("field-method", "POST")
	page.Click("field-disabled")
	saved(page)
	if got := strings.Join(s.sent(), " "); !strings.HasPrefix(got, "title with/method") && !strings.HasPrefix(got, "title,with/method") {
		t.Errorf("sent in this order: %s", got)
	}
	if s.value("disabled") != true || s.value("with/method") != "POST" {
		t.Errorf("%v %v", s.value("disabled"), s.value("with/method"))
	}
}

func TestTextThatWasNotSentSurvivesTheTab(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Except("503")
	s.answer.Store(http.StatusServiceUnavailable)
	page.Fill("field-title", "Typed before the power went")
	page.Has("save-state", "data-state", "failed")
	page.Says("save-state", "Not saved, trying again (1)")
	page.Announced("Not saved")
	s.answer.Store(0)
	page.Reload()
	page.Until("the kept change to be there", `() => Number(document.querySelector("st-ops").getAttribute("revision")) > 1`)
	page.Holds("field-title", "Typed before the power went")
	if got := s.value("title"); got != "Typed before the power went" {
		t.Errorf("the draft holds %q", got)
	}
}

func TestFiveFieldsEditedWithoutANetworkAreSavedInOrder(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Except("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "network", "SSE")
	page.Offline(true)
	page.Fill("field-title", "one")
	page.Fill("row-name", "two")
	page.Click("field-disabled")
	page.Choose("field-method", "POST")
	page.Fill("parser-name", "five")
	page.Press("Tab")
	page.Has("save-state", "data-state", "failed")
	page.Offline(false)
	saved(page)
	page.Has("save-state", "data-state", "saved")
	var order []string
	for _, one := range s.sent() {
		for scope := range strings.SplitSeq(one, ",") {
			if !slices.Contains(order, scope) {
				order = append(order, scope)
			}
		}
	}
	if got := strings.Join(order, " "); got != "title with/headers disabled with/method with/rows" {
		t.Errorf("saved in this order: %s", got)
	}
}

func TestASessionThatEndedKeepsTheEditUntilTheNextSignIn(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Except("401")
	s.answer.Store(http.StatusUnauthorized)
	page.Fill("field-title", "after the night")
	page.See("ask-email")
	s.answer.Store(0)
	page.Fill("ask-email", "marina@example.test")
	page.Fill("ask-password", "a quiet harbour")
	page.Click("ask-submit")
	saved(page)
	if got := s.value("title"); got != "after the night" {
		t.Errorf("the draft holds %q", got)
	}
}

func TestTwoTabsSeeEachOthersEditsAndKeepTheirCarets(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	other := page.Tab()
	other.Go("/")
	other.Type("field-url", "")
	page.Fill("field-title", "changed here")
	saved(page)
	other.Holds("field-title", "changed here")
	other.Keys("?b")
	saved(other)
	page.Holds("field-url", start+"?b")
	other.Focuses("field-url")
	if s.value("title") != "changed here" || s.value("with/url") != start+"?b" {
		t.Errorf("%v %v", s.value("title"), s.value("with/url"))
	}
}

func TestTypingIsNotDisturbedByOthers(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Type("field-url", "")
	text := strings.Repeat("abcdefghij", 5)
	for i, one := range text {
		if i%5 == 0 {
			s.by("anna", "title", "Anna "+text[:i])
		}
		page.Press(string(one))
	}
	page.Holds("field-url", start+text)
	saved(page)
	page.Holds("field-title", "Anna "+text[:45])
	if got := s.value("with/url"); got != start+text {
		t.Errorf("the draft holds %q", got)
	}
}

func TestTheSameFieldChangedTwiceAsksWhichToKeep(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Except("409")
	s.way.Lock()
	page.Fill("field-url", "mine")
	s.by("anna", "with/url", "theirs")
	s.way.Unlock()
	page.See("conflict")
	page.Holds("field-url", "mine")
	page.Says("conflict", "theirs")
	page.Keys("!")
	saved(page)
	page.See("conflict") // more typing does not decide
	if got := s.value("with/url"); got != "theirs" {
		t.Errorf("the draft holds %q before anything was chosen", got)
	}
	page.Click("conflict-mine")
	saved(page)
	page.Gone("conflict")
	if got := s.value("with/url"); got != "mine!" {
		t.Errorf("the draft holds %q", got)
	}
}

func TestAFieldChangedElsewhereIsMarkedWhileItHasTheFocus(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Click("field-url")
	s.by("anna", "with/url", "theirs")
	page.See(".field.is-elsewhere")
	page.Holds("field-url", start)
	page.Click("field-title")
	s.by("anna", "with/method", "POST")
	page.Holds("field-method", "POST")
	page.Holds("field-url", "theirs")
	page.Gone(".field.is-elsewhere")
}

func TestUndoTakesBackTypingThenAsksTheServer(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Choose("field-method", "POST")
	saved(page)
	page.Press("Control+z")
	page.Holds("field-method", "GET")
	page.Type("field-url", "x")
	saved(page)
	page.Press("Control+z")
	page.Holds("field-url", start)
	saved(page)
	if s.value("with/url") != start {
		t.Errorf("%v", s.value("with/url"))
	}
}

func TestAnIslandThatIsSwappedOutAndInListensOnce(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	browser.Eval[bool](page, `() => {
		for (let i = 0; i < 3; i++) {
			for (const tag of ["st-ops", "st-rows", "st-chain", "st-tree", "st-chips"]) {
				const e = document.querySelector(tag), next = e.nextSibling, parent = e.parentNode;
				e.remove();
				parent.insertBefore(e, next);
			}
		}
		return true;
	}`)
	page.Type("field-url", "x")
	page.Holds("field-url", start+"x")
	saved(page)
	page.Click("add-row")
	page.Numbers("parser-row", 2)
	if sent := s.sent(); len(sent) != 1 {
		t.Errorf("sent %v", sent)
	}
}

func TestWhatNobodyComesBackForIsForgotten(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Except("503", "favicon")
	s.answer.Store(http.StatusServiceUnavailable)
	page.Fill("field-title", "left behind")
	page.Has("save-state", "data-state", "failed")
	// A page that is left keeps what it has anew: it must be gone already.
	comeBackAfter := func(days float64) {
		page.Go("/palette")
		page.Until("what is kept to be as old as that", `(days) => new Promise((say) => {
			indexedDB.open("stanok").onsuccess = (opened) => {
				const at = opened.target.result.transaction("changes", "readwrite");
				let aged = 0;
				at.objectStore("changes").openCursor().onsuccess = (e) => {
					const cursor = e.target.result;
					if (!cursor) return;
					cursor.update({...cursor.value, at: Date.now() - days * 24 * 60 * 60 * 1000});
					aged++;
					cursor.continue();
				};
				at.oncomplete = () => say(aged > 0);
			};
		})`, days)
		page.Go("/")
	}
	comeBackAfter(29)
	page.Holds("field-title", "left behind")
	page.Has("save-state", "data-state", "failed")
	comeBackAfter(31)
	page.Holds("field-title", "Get request")
	s.answer.Store(0)
	page.Choose("field-method", "POST")
	saved(page)
	if got := s.value("title"); got != "Get request" {
		t.Errorf("the draft holds %q", got)
	}
}

func TestWhatIsFoundAgainLateDoesNotOverwriteWhatIsTyped(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Except("503")
	s.answer.Store(http.StatusServiceUnavailable)
	page.Fill("field-title", "kept")
	page.Has("save-state", "data-state", "failed")
	page.Begin(`{
		const open = IDBFactory.prototype.open;
		const gate = new Promise((go) => { window.letGo = go; });
		IDBFactory.prototype.open = function (...args) {
			const request = open.apply(this, args);
			let heard;
			request.addEventListener("success", async (event) => { await gate; heard?.call(request, event); });
			Object.defineProperty(request, "onsuccess", { set: (f) => { heard = f; } });
			return request;
		};
	}`)
	page.Reload()
	page.Until("the islands to be there", `() => customElements.get("st-ops") && customElements.get("st-chips")`)
	s.answer.Store(0)
	page.Holds("field-title", "Get request")
	page.Fill("field-title", "newer")
	browser.Eval[bool](page, `() => { window.letGo(); return true; }`)
	page.Until("what was kept to be sent", `() => Number(document.querySelector("st-ops").getAttribute("revision")) > 2`)
	saved(page)
	page.Holds("field-title", "newer")
	if got := s.value("title"); got != "newer" {
		t.Errorf("the draft holds %q", got)
	}
}
