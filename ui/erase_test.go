package ui_test

import (
	"net/url"
	"strings"
	"testing"
)

func TestDataAreErasedOnceTheirNumberIsWritten(t *testing.T) {
	c := newClient(t)
	id := c.create(deepFlow)
	var all []string
	for range 3 {
		all = append(all, c.run(id, `{"phone": "79215550137", "note": "Anna"}`, 200)["id"].(string))
	}
	other := c.run(id, `{"phone": "79215550138", "note": "Boris"}`, 200)["id"].(string)
	c.browse("GET", "/p/"+id+"/ops?q=0137&all=true", nil).shows(`data-testid="bulk-erase"`)
	address := "/erase?q=0137&all=true&processing=" + id
	c.browse("GET", address, nil).shows("The data of 3 operations will be erased for good.",
		"the samples made of it, edited ones too", "backups made before, which still hold these data").lacks(other)
	for _, wrong := range []string{"", "2", "all"} {
		if got := c.browse("POST", address, url.Values{"count": {wrong}}); got.status != 422 || !strings.Contains(got.body, "it is 3") {
			t.Errorf("%q: %d", wrong, got.status)
		}
	}
	c.browse("GET", "/ops/"+all[0], nil).shows(`data-testid="operation-erase"`, "Anna")
	c.browse("POST", address, url.Values{"count": {"3"}}).shows("The data of 3 operations are erased.")
	for _, op := range all {
		c.browse("GET", "/ops/"+op+"?step=all", nil).shows(`data-testid="operation-forgotten"`).lacks("Anna", "79215550137")
	}
	c.browse("GET", address, nil).shows("There is nothing to erase here.").lacks(`data-testid="erase-confirm"`)
	c.browse("GET", "/ops/"+other+"?step=all", nil).shows("Boris")
	c.browse("GET", "/erase?operation="+other, nil).shows("The data of 1 operation will be erased for good.")
	c.browse("POST", "/erase", url.Values{"count": {"1"}, "operation": {other}}).shows("The data of 1 operation are erased.")
}
