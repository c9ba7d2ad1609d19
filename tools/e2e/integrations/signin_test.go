package integrations_test

import (
	"net/http"
	"sync"
	"testing"

	"stanok/examples/standin"
	"stanok/tools/e2e/integrations"
	"stanok/tools/e2e/product"
)

// amoCRM gives a token to refresh with once: two operations that find the access
// ended must not both spend it.
func TestAmoCRMIsSignedInToAndItsTokenRefreshedOnceForAll(t *testing.T) {
	t.Parallel()
	w := product.New(t)
	amo, shop := standin.NewAmoCRM(standin.AmoCRMOptions{}), standin.NewYooKassa(standin.YooKassaOptions{})
	account, address := w.Serve(amo), w.Serve(shop)
	z := integrations.Sit(t, w, "en")
	z.Go("/connections/new?for=amocrm")
	z.Say("field-name", "amocrm", "field-address", account, "field-sign_in", account+"/oauth", "field-client_id", "demo-client", "secret-client_secret", "demo-client-secret")
	z.Click("connection-save")
	z.Click("connection-sign-in")
	z.Click("allow")
	z.See("connection-connected")

	z.Choose("payment-amocrm", "yookassa")
	z.Connect("field-address", address, "field-shop", shop.Shop(), "secret-secret", shop.Secret())
	z.Receive()
	z.See(integrations.Question("status")) // with the connection there is
	z.Answer("pipeline", "3100", "status", "142", "responsible", "501")
	z.Continue()
	z.Run()

	amo.Expire()
	spent := len(amo.Requests("/oauth2/access_token"))
	var notices sync.WaitGroup
	for _, key := range []string{"k1", "k2"} {
		id := orderAs(t, address, shop, key)
		shop.Pay(id)
		notices.Go(func() {
			answer, err := shop.Notify(t.Context(), http.DefaultClient, z.Link, id)
			if err != nil {
				t.Error(err)
				return
			}
			_ = answer.Body.Close()
		})
	}
	notices.Wait()
	z.Ended(2, "succeeded")
	if n := len(amo.Records("leads")); n != 2 {
		t.Errorf("%d leads", n)
	}
	if n := len(amo.Requests("/oauth2/access_token")) - spent; n != 1 {
		t.Errorf("the token was refreshed %d times", n)
	}
	z.Hides(shop.Secret(), "demo-client-secret", "access-1", "access-2", "refresh-1", "refresh-2")
}
