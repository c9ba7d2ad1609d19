package standin

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

// Tilda stands in for the forms of a site made with Tilda: it only sends.
type Tilda struct {
	// Wait is what it does between attempts; time.After when nil. Tilda waits for
	// a minute.
	Wait func(time.Duration) <-chan time.Time

	// Field and Key go along with each form, if a key was set at the webhook.
	Field, Key string

	// Cookies are sent as the field COOKIES; "" for none.
	Cookies string
}

// Tilda's patience with a webhook.
const (
	tildaAnswers  = 5 * time.Second
	tildaAttempts = 3
)

// Connect is what Tilda sends when a webhook is entered: no form, but test=test. It
// fails unless that is answered with 200 within 5 s.
func (t *Tilda) Connect(ctx context.Context, client *http.Client, hookURL string) error {
	_, err := t.send(ctx, client, hookURL, url.Values{"test": {"test"}})
	return err
}

// Send sends a form that was filled in: three times in all, a minute apart, until
// it is answered with 200 within 5 s. It returns that answer.
func (t *Tilda) Send(ctx context.Context, client *http.Client, hookURL string, form url.Values) (answer string, err error) {
	form = t.complete(form)
	for attempt := range tildaAttempts {
		if attempt > 0 {
			if err := t.wait(ctx); err != nil {
				return "", err
			}
		}
		if answer, err = t.send(ctx, client, hookURL, form); err == nil {
			return answer, nil
		}
	}
	return "", err
}

// complete adds what Tilda says of itself.
func (t *Tilda) complete(form url.Values) url.Values {
	all := url.Values{"tranid": {"16757156:7888517302"}, "formid": {"form1467857151"}}
	for name, values := range form {
		all[name] = values
	}
	if t.Cookies != "" {
		all.Set("COOKIES", t.Cookies)
	}
	if t.Field != "" {
		all.Set(t.Field, t.Key)
	}
	return all
}

func (t *Tilda) wait(ctx context.Context) error {
	after := t.Wait
	if after == nil {
		after = time.After
	}
	select {
	case <-after(time.Minute):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

var errTilda = errors.New("the webhook did not answer with 200")

func (t *Tilda) send(ctx context.Context, client *http.Client, hookURL string, form url.Values) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, tildaAnswers)
	defer cancel()
	answer, err := postForm(ctx, client, hookURL, form)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxBody))
	if err != nil {
		return "", err
	}
	if answer.StatusCode != http.StatusOK {
		return "", fmt.Errorf("%w but with %d", errTilda, answer.StatusCode)
	}
	return string(body), nil
}
