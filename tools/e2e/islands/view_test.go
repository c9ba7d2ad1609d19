package islands_test

import (
	"stanok/ui/page/kit"
	"stanok/ui/part"
)

// view draws the draft as the page shows it.
func (d *draft) view() kit.IslandsView {
	d.mu.Lock()
	defer d.mu.Unlock()
	text := func(key string) string {
		s, _ := d.values["actions/request/"+key].(string)
		return s
	}
	method := text("with/method")
	off, _ := d.values["actions/request/disabled"].(bool)
	return kit.IslandsView{
		At:    "request",
		Live:  "/p/1/live",
		Queue: part.QueueView{Processing: "1", Revision: d.revision, Post: "/p/1/ops", Parts: "/p/1/parts", Preview: "/p/1/preview"},
		Chain: part.ChainView{Ops: true, Knots: d.knots(d.order)},
		Names: map[string]part.ChipName{
			"source":  {Title: "Webhook", Number: "1", Kind: "source"},
			"request": {Title: text("title"), Number: "2", Kind: "http", Fields: map[string]string{"json": "Response body"}},
			"lead":    {Title: "Lead", Number: "5", Kind: "json", Later: true},
		},
		Title:   text("title"),
		URL:     field("url", "Address", "actions/request/with/url", "url", text("with/url"), false),
		Body:    field("body", "Body", "actions/request/with/body", "json", text("with/body"), true),
		Method:  []part.OptionView{{Value: "GET", Label: "GET", Chosen: method != "POST"}, {Value: "POST", Label: "POST", Chosen: method == "POST"}},
		Off:     off,
		Rows:    rows(d.values["actions/request/with/rows"]),
		Headers: []kit.RowView{{Name: "X-Id", Value: "{{ source.r_id }}"}},
		Tree:    tree(),
	}
}

func field(name, label, scope, place, value string, lines bool) part.ChipFieldView {
	return part.ChipFieldView{
		FieldView: part.FieldView{ID: name, Name: name, Label: label, Value: value, Wide: true},
		Scope:     scope, Place: place, Multiline: lines,
	}
}

func rows(value any) []kit.RowView {
	var all []kit.RowView
	list, _ := value.([]any)
	for _, one := range list {
		object, _ := one.(map[string]any)
		name, _ := object["name"].(string)
		path, _ := object["path"].(string)
		all = append(all, kit.RowView{Name: name, Value: path})
	}
	if len(all) == 0 {
		all = append(all, kit.RowView{})
	}
	return all
}

var titles = map[string]string{
	"source": "Webhook", "request": "Get request", "fields": "Request fields", "branch": "New client?",
	"send": "Send", "lead": "Lead", "mail": "Letter",
}

func (d *draft) knots(ids []string) []part.KnotView {
	var all []part.KnotView
	for _, id := range ids {
		k := part.KnotView{ID: id, Name: titles[id], State: "ok", Href: "?at=" + id, Icon: "http",
			Bead: part.BeadView{Number: "•", Kind: "http"}, Current: id == "request", Carry: part.CarryView{Nothing: true}}
		if id == "branch" {
			k.Ways = []part.WayView{
				{ID: "yes", Name: "Yes", Kind: "logic", Knots: d.knots(d.ways["yes"])},
				{ID: "otherwise", Name: "Otherwise", Kind: "logic", Knots: d.knots(d.ways["otherwise"])},
			}
		}
		all = append(all, k)
	}
	return all
}

func tree() part.TreeView {
	return part.TreeView{ID: "tree", Groups: []part.TreeGroup{
		{Action: "source", Name: "Webhook", Open: true, Bead: part.BeadView{Number: "1", Kind: "source"}, Nodes: []part.TreeNode{
			{Key: "r_id", Path: `["r_id"]`, Ref: "source.r_id", Value: `"48211"`, Copy: "48211", Insert: true},
			{Key: "token", Path: `["token"]`, Ref: "source.token", Secret: true, Insert: true},
		}},
		{Action: "request", Name: "Get request", Open: true, Bead: part.BeadView{Number: "2", Kind: "http"}, Nodes: []part.TreeNode{
			{Key: "request", Kind: "list", Count: 1, Path: `["json"]["request"]`, Ref: "request.json.request", Open: true, Nodes: []part.TreeNode{
				{Key: "1", Kind: "object", Count: 2, Path: `["json"]["request"][0]`, Ref: "request.json.request[0]", Href: "/p/1/tree"},
			}},
			{Key: "status", Path: `["status"]`, Ref: "request.status", Value: "200", Copy: "200", Insert: true},
		}},
	}}
}

// leaves are what the server sends when the object of the answer is opened.
func leaves() []part.TreeNode {
	return []part.TreeNode{
		{Key: "id", Path: `["json"]["request"][0]["id"]`, Ref: "request.json.request[0].id", Value: "48211", Copy: "48211", Insert: true},
		{Key: "manager_name", Path: `["json"]["request"][0]["manager_name"]`, Ref: "request.json.request[0].manager_name", Value: `"Anna"`, Copy: "Anna", Insert: true},
	}
}
