package islands_test

import (
	"testing"
)

func TestWhatIsTypedIsSavedWhenTypingRests(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Type("field-title", " now")
	page.Has("save-state", "data-state", "saved")
	page.Until("the title to be saved", `() => document.querySelector("st-ops").getAttribute("revision") === "2"`)
	if got := s.value("title"); got != "Get request now" {
		t.Errorf("the draft holds %q", got)
	}
	if sent := s.sent(); len(sent) != 1 {
		t.Errorf("typing was sent in %d requests: %v", len(sent), sent)
	}
}
