package standin_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"testing"
	"time"

	"stanok/examples/standin"
)

// carrier hands requests to a function instead of the network.
type carrier func(*http.Request)

func (c carrier) RoundTrip(r *http.Request) (*http.Response, error) {
	c(r)
	return httptest.NewRecorder().Result(), nil
}

// notify sends an event and gives the request that arrived.
func notify(t *testing.T, u *standin.UON, e standin.UONEvent) *http.Request {
	t.Helper()
	var arrived *http.Request
	client := &http.Client{Transport: carrier(func(r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		arrived = r
	})}
	answer, err := u.Notify(t.Context(), client, "http://127.0.0.1:1/hook/abc?own=1", e)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return arrived
}

var at = time.Date(2026, 3, 2, 6, 58, 11, 0, time.UTC)

func TestNotifySendsAGetWithEverythingInTheQuery(t *testing.T) {
	r := notify(t, standin.NewUON(standin.UONOptions{}), standin.UONEvent{Type: standin.UONLeadCreated, ID: "4821", At: at})
	want := url.Values{
		"own": {"1"}, "uon_id": {"67054"}, "uon_subdomain": {"id67054"}, "datetime": {"2026-03-02 09:58:11"},
		"type_id": {"1"}, "r_id": {"4821"}, "request_id": {"4821"},
	}
	if r.Method != "GET" || r.URL.Path != "/hook/abc" || !reflect.DeepEqual(r.URL.Query(), want) || r.Body != nil {
		t.Errorf("%s %s", r.Method, r.URL)
	}
}

func TestNotifyCanPostAForm(t *testing.T) {
	r := notify(t, standin.NewUON(standin.UONOptions{Account: 5}), standin.UONEvent{ID: "7", Post: true, At: at})
	want := url.Values{
		"uon_id": {"5"}, "uon_subdomain": {"id5"}, "datetime": {"2026-03-02 09:58:11"}, "type_id": {"2"},
		"r_id": {"7"}, "request_id": {"7"},
	}
	if r.Method != "POST" || r.URL.RawQuery != "own=1" || !reflect.DeepEqual(r.PostForm, want) {
		t.Errorf("%s %s with %v", r.Method, r.URL, r.PostForm)
	}
}

func TestEventFields(t *testing.T) {
	u := standin.NewUON(standin.UONOptions{Empty: true})
	client := map[string]any{"u_name": "Ада", "u_email": nil, "tags": []any{"a", "b"}}
	for name, c := range map[string]struct {
		event   standin.UONEvent
		has     map[string]string
		without []string
	}{
		"without r_id":       {standin.UONEvent{ID: "7", WithoutRID: true}, map[string]string{"request_id": "7"}, []string{"r_id"}},
		"without request_id": {standin.UONEvent{ID: "7", WithoutRequestID: true}, map[string]string{"r_id": "7"}, []string{"request_id"}},
		"status": {
			standin.UONEvent{Type: standin.UONRequestStatusChanged, ID: "7", StatusOld: "1", StatusNew: "4"},
			map[string]string{"type_id": "17", "status_id_old": "1", "status_id_new": "4"}, nil,
		},
		"client as JSON": {
			standin.UONEvent{Type: standin.UONClientUpdated, ID: "9", Client: client},
			map[string]string{"client_id": "9", "client": `{"tags":["a","b"],"u_email":null,"u_name":"Ада"}`}, []string{"r_id", "request_id"},
		},
		"client in brackets": {
			standin.UONEvent{Type: standin.UONClientCreated, ID: "9", Client: client, ClientBrackets: true},
			map[string]string{"client[u_name]": "Ада", "client[tags][1]": "b"}, []string{"client", "client[u_email]"},
		},
		"a deleted client": {standin.UONEvent{Type: standin.UONClientDeleted, ID: "9"}, map[string]string{"client_id": "9"}, []string{"client"}},
		"a file": {
			standin.UONEvent{Type: standin.UONFileAdded, ID: "7", Extra: url.Values{"file_id": {"3"}}},
			map[string]string{"r_id": "7", "file_id": "3"}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			form := u.Form(c.event)
			for field, want := range c.has {
				if form.Get(field) != want {
					t.Errorf("%s is %q, want %q", field, form.Get(field), want)
				}
			}
			for _, field := range c.without {
				if form.Has(field) {
					t.Errorf("%s is there", field)
				}
			}
		})
	}
}

func TestAClientEventCarriesTheRecordOfTheClient(t *testing.T) {
	u := standin.NewUON(standin.UONOptions{})
	var client map[string]any
	if err := json.Unmarshal([]byte(u.Form(standin.UONEvent{Type: standin.UONClientCreated, ID: "12"}).Get("client")), &client); err != nil {
		t.Fatal(err)
	}
	if client["u_id"] != 12.0 || client["u_surname"] == "" {
		t.Errorf("client %v", client)
	}
}

func TestNotifyRefusesAnAddressThatIsNone(t *testing.T) {
	u := standin.NewUON(standin.UONOptions{})
	for _, post := range []bool{false, true} {
		answer, err := u.Notify(t.Context(), http.DefaultClient, "http://[::1", standin.UONEvent{ID: "1", Post: post})
		if err == nil {
			answer.Body.Close()
			t.Error("it was sent")
		}
	}
}
