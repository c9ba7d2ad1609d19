package standin

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

// EnvyboxEvent is a notification that Envybox sends to a webhook.
type EnvyboxEvent struct {
	Name  string // create_lead when empty, or create_deal
	Lead  EnvyboxLead
	Extra url.Values
}

// Form gives the fields of a notification: those that receivers read.
func (e *Envybox) Form(event EnvyboxEvent) url.Values {
	form := url.Values{"event": {"create_lead"}}
	if event.Name != "" {
		form.Set("event", event.Name)
	}
	inputs := object{}
	for _, name := range []string{"name", "phone"} {
		inputs[name] = object{"value": event.Lead.Value(name)}
	}
	setBrackets(form, "lead", object{"values": object{"main": object{"inputs": inputs}}})
	if form.Get("event") == "create_deal" {
		form.Set("deal[client_id]", strconv.Itoa(event.Lead.ID+clientOffset))
	}
	for name, values := range event.Extra {
		form[name] = values
	}
	return form
}

// Notify sends a notification to hookURL as a bracketed form and returns the
// answer, whose body the caller closes. Whether Envybox sends again after a
// failure is not known, so this sends once.
func (e *Envybox) Notify(ctx context.Context, client *http.Client, hookURL string, event EnvyboxEvent) (*http.Response, error) {
	return postForm(ctx, client, hookURL, e.Form(event))
}
