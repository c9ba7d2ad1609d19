package standin_test

import (
	"fmt"
	"net/url"
	"testing"

	"stanok/examples/standin"
)

func TestListsHaveAHundredAPageAndThePageInThePath(t *testing.T) {
	_, base := newUON(t, standin.UONOptions{Records: 250})
	for _, kind := range []string{"request", "lead"} {
		seen := map[string]bool{}
		for page, want := range map[string]int{"1": 100, "2": 100, "3": 50} {
			_, body := get(t, fmt.Sprintf("%s/%ss/2026-01-01/2026-12-31/%s.json?page=1", base, kind, page))
			list := object(t, body)[kind+"s"].([]any)
			if len(list) != want {
				t.Errorf("%ss, page %s: %d records", kind, page, len(list))
			}
			for _, r := range list {
				seen[fmt.Sprint(r.(map[string]any)["id"])] = true
			}
		}
		if len(seen) != 250 {
			t.Errorf("%d different %ss", len(seen), kind)
		}
		answer, body := get(t, fmt.Sprintf("%s/%ss/2026-01-01/2026-12-31/4.json", base, kind))
		wantStatus(t, answer, 404)
		if fmt.Sprint(object(t, body)["result"]) != "404" {
			t.Errorf("an empty page is %s", body)
		}
	}
}

func TestListsGoByDay(t *testing.T) {
	u, base := newUON(t, standin.UONOptions{Empty: true})
	for id, day := range map[string]string{"1": "2026-03-01 23:59", "2": "2026-03-02 00:00", "3": "2026-03-03 12:00", "4": "2026-03-04 00:00"} {
		if err := u.Put(standin.UONLead, id, map[string]any{"id": id, "dat": day, "dat_updated": "2026-05-0" + id + " 10:00"}); err != nil {
			t.Fatal(err)
		}
	}
	for path, want := range map[string]int{
		"/leads/2026-03-02/2026-03-03.json":           2,
		"/leads/2026-03-01/2026-03-01/1.json":         1,
		"/leads/updated/2026-05-02/2026-05-09.json":   3,
		"/leads/updated/2026-05-04/2026-05-04/1.json": 1,
	} {
		_, body := get(t, base+path)
		if list, _ := object(t, body)["leads"].([]any); len(list) != want {
			t.Errorf("%s has %d, want %d", path, len(list), want)
		}
	}
	answer, body := get(t, base+"/leads/yesterday/2026-03-03.json")
	wantStatus(t, answer, 404)
	if object(t, body)["message"] != "Parameter date_from is wrong" {
		t.Errorf("got %s", body)
	}
}

func TestSearchGoesByFieldsAndIgnoresUnknownNames(t *testing.T) {
	_, base := newUON(t, standin.UONOptions{})
	_, body := post(t, base+"/request/search.json", url.Values{"manager_id": {"17"}, "no_such": {"x"}})
	list := object(t, body)["requests"].([]any)
	for _, r := range list {
		if fmt.Sprint(r.(map[string]any)["manager_id"]) != "17" {
			t.Fatalf("found %v", r)
		}
	}
	if len(list) == 0 {
		t.Error("nothing found")
	}
	answer, _ := post(t, base+"/lead/search.json", url.Values{"manager_id": {"none"}})
	wantStatus(t, answer, 404)
}

func TestDictionaries(t *testing.T) {
	_, base := newUON(t, standin.UONOptions{})
	for path, wrapper := range map[string]string{"status": "statuses", "status_lead": "statuses", "source": "sources", "manager": "managers"} {
		_, body := get(t, base+"/"+path+".json")
		if list, _ := object(t, body)[wrapper].([]any); len(list) < 3 {
			t.Errorf("%s: %s", path, body)
		}
	}
}
