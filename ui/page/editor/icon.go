package editor

import "strings"

// icons are drawn beside types that have one of their own.
var icons = map[string]string{
	"webhook": "webhook", "schedule": "clock", "manual": "play", "http.request": "http",
	"json.compose": "compose", "text.compose": "text", "branch": "branch", "loop": "loop", "filter": "filter",
	"delay": "clock", "stop": "stop-here", "fail": "fail", "dedupe": "memory", "set": "list", "table.lookup": "table", "email.send": "mail",
	"respond": "reply", "csv.parse": "grid", "csv.compose": "grid", "html.parse": "globe", "text.match": "search", "list.map": "list",
	"file.encode": "file", "file.decode": "file", "call": "flow", "failure": "fail",
}

// icon is drawn beside a type.
func icon(typ string) string {
	if name, ok := icons[typ]; ok {
		return name
	}
	switch {
	case typ == "":
		return "plus"
	case strings.HasSuffix(typ, ".parse"):
		return "parse"
	case strings.HasSuffix(typ, ".compose"):
		return "compose"
	case strings.HasPrefix(typ, "state."):
		return "memory"
	}
	return "gear"
}
