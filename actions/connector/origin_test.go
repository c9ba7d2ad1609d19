package connector_test

import (
	"slices"
	"testing"

	"stanok/actions/connector"
)

func TestALinkHasTheOriginOfItsHost(t *testing.T) {
	all, err := connector.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(s connector.Service) bool { return s.Name == "wbudget" })
	origins, err := all[i].Connection.OriginsOf(map[string]string{"link": "https://app.wbudget.com.br/webhook/abc?a=1"})
	if err != nil || !slices.Equal(origins, []string{"https://app.wbudget.com.br"}) {
		t.Errorf("%v %v", origins, err)
	}
}
