package standin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"time"
)

// JivoEvents are the events that Jivo sends.
var JivoEvents = []string{"call_event", "chat_accepted", "chat_assigned", "chat_finished", "chat_updated", "offline_message"}

// Jivo sends what happens in the chats of a site. The zero value is usable and safe
// for concurrent use.
type Jivo struct {
	switches[JivoQuirks]
}

// JivoQuirks are what sources disagree about. The zero value waits as long as the
// caller does and writes numbers of visitors as text.
type JivoQuirks struct {
	// Deadline is how long Jivo waits. Its bots' three seconds are known, its
	// webhooks' are not.
	Deadline time.Duration
	// NumberAsNumber writes visitor.number as a number, as was seen.
	NumberAsNumber bool
}

// JivoAnswer is what Jivo reads of an answer.
type JivoAnswer struct {
	Result       string `json:"result"` // "ok", or what went wrong
	CRMLink      string `json:"crm_link"`
	EnableAssign bool   `json:"enable_assign"`
	Contact      struct {
		Name, Email, Phone, Description string
	} `json:"contact_info"`
	Custom []struct{ Title, Content, Link, Key string } `json:"custom_data"`
}

// Event gives the body of an event; more stands in it as well, or instead.
func (j *Jivo) Event(name string, more map[string]any) map[string]any {
	agent := object{"id": "3146", "name": "Thiago", "email": "agent@example.test", "phone": ""}
	visitor := object{
		"name": "Ana Ávila", "email": "ana@example.test", "phone": "+5511955550101", "number": "1480",
		"description": "", "social": object{}, "chats_count": 2,
	}
	if j.Quirks().NumberAsNumber {
		visitor["number"] = 1480
	}
	said := object{
		"event_name": name, "widget_id": "3948", "visitor": visitor, "user_token": "",
		"department": object{"id": 181, "name": "Vendas"}, "page": object{"url": "https://shop.example.test/", "title": "Loja"},
		"session": object{
			"geoip": object{"region_code": "SP", "country": "Brazil", "country_code": "BR", "region": "São Paulo", "city": "Campinas", "latitude": "-22.9", "longitude": "-47.06", "organization": "ISP"},
			"utm":   "source=google|medium=cpc", "utm_json": object{"source": "google", "medium": "cpc"}, "ip_addr": "203.0.113.9", "user_agent": "Mozilla/5.0",
		},
		"analytics": object{},
	}
	switch name {
	case "chat_accepted", "chat_updated":
		said["chat_id"], said["agent"] = 7507, agent
	case "chat_assigned":
		said["chat_id"], said["agent"], said["assign_to"] = 7507, agent, object{"id": "3147"}
	case "chat_finished":
		said["chat_id"], said["agents"] = 7507, []object{agent}
		said["chat"] = object{"messages": []object{
			{"timestamp": 1772445600, "type": "visitor", "message": "Olá, quero um orçamento"},
			{"timestamp": 1772445635, "type": "agent", "agent_id": "3146", "message": "Claro!"},
		}, "rate": "positive", "blacklisted": false}
	case "offline_message":
		said["offline_message_id"], said["message"] = "9915", "Me liguem amanhã"
	case "call_event":
		said["call"] = object{"type": "incoming", "phone": "+5511955550101", "status": "end", "record_url": ""}
	}
	maps.Copy(said, more)
	return said
}

// Notify sends an event to a webhook once and reads what it is answered. It fails
// if the answer is none that Jivo takes, or comes too late.
func (j *Jivo) Notify(ctx context.Context, client *http.Client, hookURL string, event map[string]any) (JivoAnswer, error) {
	var said JivoAnswer
	if d := j.Quirks().Deadline; d > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, d)
		defer cancel()
	}
	answer, err := postJSON(ctx, client, hookURL, event)
	if err != nil {
		return said, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxBody))
	if err != nil {
		return said, err
	}
	if answer.StatusCode != http.StatusOK {
		return said, fmt.Errorf("the webhook answered %s", answer.Status)
	}
	if err := json.Unmarshal(body, &said); err != nil {
		return said, fmt.Errorf("reading the webhook's answer: %w", err)
	}
	if said.Result != "ok" {
		return said, errors.New("the webhook answered: " + said.Result)
	}
	return said, nil
}
