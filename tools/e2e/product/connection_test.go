package product_test

import (
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/product"
)

// A person makes a connection by OAuth 2, is sent to the service, allows access
// there, comes back, and sees that it works and until when. When access is taken
// back they are told so in words, and connect again.
func TestAPersonConnectsAServiceBySigningInThere(t *testing.T) {
	w := product.New(t)
	service := standin.NewOAuth(standin.OAuthOptions{})
	url := w.Serve(service)
	p := w.Owner()
	p.Go("/connections/new?for=certificate")
	p.Axe()
	p.Screenshot("certificate")
	p.Go("/connections/new")
	p.Axe()
	p.Screenshot("kinds")
	p.Click("kind-oauth2")
	p.Has("redirect-address", "value", w.URL+"/oauth/callback")
	p.Axe()
	p.Fill("field-name", "crm")
	p.Fill("field-auth_url", url+"/authorize")
	p.Fill("field-token_url", url+"/token")
	p.Fill("field-client_id", "app")
	p.Fill("secret-client_secret", "app-secret")
	p.Fill("field-origins", url)
	p.Screenshot("form")
	p.Click("connection-save")
	p.Has("connection-access", "data-state", "none")
	p.Axe()
	p.Screenshot("not-signed-in")

	p.Click("connection-sign-in")
	p.Click("deny")
	p.Except("422") // the page says why
	p.Says("#connection-form .note", "The service gave no access")
	p.Screenshot("denied")
	p.Click("connection-sign-in")
	p.Click("allow")
	p.See("connection-connected")
	p.Has("connection-access", "data-state", "connected")
	p.Says("connection-access", "Connected until")
	p.Axe()
	p.Fill("field-address", url+"/api/me")
	p.Click("connection-test")
	p.Has("connection-result", "data-look", "ok")
	p.Screenshot("connected")
	p.Go("/connections")
	p.Says("connection-row", "Connected")
	p.Axe()
	p.Screenshot("list")

	service.Revoke()
	p.Click(".table-name")
	p.Fill("field-address", url+"/api/me")
	p.Click("connection-test")
	p.Says("connection-result", "Access to the service has ended")
	p.Reload()
	p.Has("connection-access", "data-state", "ended")
	p.Axe()
	p.Screenshot("ended")
	p.Phone()
	p.Screenshot("ended-phone")
	p.Size(1366, 768)
	id := p.Path()
	p.Click("connection-sign-in")
	p.Click("allow")
	p.Has("connection-access", "data-state", "connected")
	if p.Path() != id+"?connected=1" {
		t.Errorf("connected again, it is at %s instead of %s", p.Path(), id)
	}
}
