package product_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"stanok/tools/e2e/browser"
	"stanok/tools/e2e/product"
)

func TestMain(m *testing.M) { browser.Main(m) }

func TestTheProgramAnswersABrowser(t *testing.T) {
	t.Parallel()
	standIn := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(standIn.Close)
	page := browser.New(t, product.Start(t, standIn))
	page.Go("/readyz")
	if path := page.Path(); path != "/readyz" {
		t.Errorf("the browser is at %s", path)
	}
	page.Until("an answer", `() => document.body.textContent.trim() !== ""`)
}
