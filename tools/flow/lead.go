package flow

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// Lead is what the flow composes for the sales CRM.
type Lead struct {
	Method string  `json:"method"`
	APIKey string  `json:"api_key"`
	Values Values  `json:"values"`
	Custom []Field `json:"custom"`
}

// Values are the fields that every lead has.
type Values struct {
	Name    string `json:"name"`
	Phone   string `json:"phone"`
	Email   string `json:"email"`
	Comment string `json:"comment"`
}

// Field is one field of the account's own.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Compose makes the lead of a request.
func Compose(r Request) Lead {
	return Lead{
		Method: "create",
		APIKey: leadKey,
		Values: Values{
			Name: r.Client, Phone: r.Phone, Email: r.Email,
			Comment: "Заявка " + r.ID + " от " + r.DatLead + ", менеджер " + r.Manager,
		},
		Custom: []Field{
			{"r_id", r.ID}, {"status", r.Status}, {"source", r.Origin},
			{"manager", r.Manager}, {"dat_lead", r.DatLead},
		},
	}
}

// CheckLead gives the number of the request that a lead was made of, or says how
// the body differs from what the flow must have sent.
func CheckLead(body []byte) (int64, error) {
	var got Lead
	if err := json.Unmarshal(body, &got); err != nil {
		return 0, fmt.Errorf("reading a lead: %w", err)
	}
	if len(got.Custom) == 0 || got.Custom[0].Name != "r_id" {
		return 0, fmt.Errorf("the lead does not name its request")
	}
	id, err := strconv.ParseInt(got.Custom[0].Value, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("reading the number of the request: %w", err)
	}
	want := Compose(RequestOf(id))
	if got.Method != want.Method || got.APIKey != want.APIKey {
		return 0, fmt.Errorf("method and key are %q and %q", got.Method, got.APIKey)
	}
	if got.Values != want.Values {
		return 0, fmt.Errorf("the values are %+v, want %+v", got.Values, want.Values)
	}
	if len(got.Custom) != len(want.Custom) {
		return 0, fmt.Errorf("%d fields of its own, want %d", len(got.Custom), len(want.Custom))
	}
	for i, field := range want.Custom {
		if got.Custom[i] != field {
			return 0, fmt.Errorf("field %d is %+v, want %+v", i, got.Custom[i], field)
		}
	}
	return id, nil
}
