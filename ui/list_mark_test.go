package ui_test

import "testing"

func TestTheListMarksWhereLettersAreMutedAndWhereOperationsWait(t *testing.T) {
	c, id, failed, _ := line(t)
	quiet := c.create(failing)
	c.browse("GET", "/p", nil).shows(`data-testid="processing-held"`, "1 waits behind a failed one").lacks(`data-testid="processing-muted"`)
	if code, _, _ := c.page("POST", "/p/"+id+"/mute", map[string][]string{"about": {"failure"}, "cause": {"fail.message"}, "for": {"day"}}); code != 303 {
		t.Fatal(code)
	}
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		list := c.browse("GET", "/p", nil, "Accept-Language", lang).shows(`href="/p/`+id+`/watch" data-testid="processing-muted"`, `data-testid="processing-held"`).lacks("⟦")
		if n := len(list.all(`(data-testid="processing-(?:muted|held)")`)); n != 2 {
			t.Errorf("%d marks, some of %s", n, quiet)
		}
	}
	c.do("POST", "/api/v1/operations/"+failed+"/release", "", 200)
	c.browse("GET", "/p", nil).lacks(`data-testid="processing-held"`).shows(`data-testid="processing-muted"`)
}
