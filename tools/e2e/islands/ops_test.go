package islands_test

import (
	"testing"
)

func TestWhatIsTypedIsSavedWhenTypingRests(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Type("field-title", " now")
	page.Has("save-state", "data-state", "saved")
	saved(page)
	if got := s.value("title"); got != "Get request now" {
		t.Errorf("the draft holds %q", got)
	}
	if sent := s.sent(); len(sent) != 1 {
		t.Errorf("typing was sent in %d requests: %v", len(sent), sent)
	}
}
