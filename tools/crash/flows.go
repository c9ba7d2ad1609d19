package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Names of the flows, which are also the last part of the addresses they send to.
const (
	forward = "forward" // the event as it came
	chain   = "chain"   // a request, a parser, a composer, a send
	later   = "later"   // the event as it came, after a delay
	once    = "once"    // the event as it came, by a send that must not be repeated
	slow    = "slow"    // the event as it came, to a service that is slow to answer
)

// flows are those that a campaign of kills sends events to.
var flows = []string{forward, chain, later, once}

// Steps that call the sink, as the documents name them.
const (
	goodsStep = "goods"
	sendStep  = "send"
)

// document is a flow that calls the sink at host:port.
func document(flow, sink string) string {
	return strings.NewReplacer("FLOW", flow, "SINK", sink).Replace(source + actions[flow])
}

const source = `format: 1
name: FLOW
settings: {concurrency: 16}
source:
  type: webhook
  with:
    methods: [POST]
    params:
      - {name: n, type: text, required: true}
    answer: {when: accepted}
actions:
`

// A step counts every kill that cut it off as an attempt. Two hundred kills are
// more than the usual number of attempts is meant for.
const patient = `    retry: {attempts: 20, first: 200ms, max: 1s}
`

const sendEvent = `  - id: send
    type: http.request
` + patient + `    with:
      method: POST
      url: "http://SINK/send/FLOW"
      repeat_safe: true
      body: {kind: json, from: "{{ source.json }}"}
`

var actions = map[string]string{
	forward: sendEvent,
	slow:    sendEvent,
	later: `  - id: pause
    type: delay
    with: {for: 300ms}
` + sendEvent,
	once: strings.Replace(sendEvent, "      repeat_safe: true\n", "", 1),
	chain: `  - id: goods
    type: http.request
` + patient + `    with:
      url: "http://SINK/goods/{{ source.n }}"
  - id: fields
    type: json.parse
    with:
      from: "{{ goods.body }}"
      fields:
        - {name: number, path: '["goods"][0]["number"]', missing: fail}
        - {name: title, path: '["goods"][0]["title"]', missing: fail}
        - {name: price, path: '["goods"][0]["price"]', missing: fail}
  - id: lead
    type: json.compose
    with:
      template: |
        {"n": {{ fields.number }}, "title": "Заявка: {{ fields.title }}", "price": {{ fields.price }}}
  - id: send
    type: http.request
` + patient + `    with:
      method: POST
      url: "http://SINK/send/FLOW"
      repeat_safe: true
      body: {kind: json, from: "{{ lead.json }}"}
`,
}

// event is the body of the webhook of event n.
func event(n int64) []byte {
	return fmt.Appendf(nil, `{"n":%d,"text":"Событие № %d, \"в кавычках\" {{ не шаблон }}","sum":%d.50}`, n, n, n)
}

// item is what the sink answers to the chain's request.
func item(n int64) []byte {
	return fmt.Appendf(nil, `{"goods":[{"number":%d,"title":"предмет \"%d\"","price":%d.50}]}`, n, n, n)
}

// expected is the body that a flow must send for event n.
func expected(flow string, n int64) []byte {
	if flow == chain {
		return fmt.Appendf(nil, `{"n":%d,"title":"Заявка: предмет \"%d\"","price":%d.50}`, n, n, n)
	}
	return event(n)
}

// sameJSON reports whether two texts hold the same JSON, digit for digit.
func sameJSON(a, b []byte) bool {
	x, okX := decode(a)
	y, okY := decode(b)
	return okX && okY && reflect.DeepEqual(x, y)
}

func decode(text []byte) (v any, ok bool) {
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	return v, d.Decode(&v) == nil
}
