// Package flow is the reference flow of all measurements: a webhook with the
// number of a request, a GET of that request from a travel CRM, eight of its
// fields, a lead composed of them, and a POST of the lead to a sales CRM.
//
// It holds both services that the flow talks to (Sink), the document that makes
// Stanok run it (Document), and the check that what arrived is what the flow
// must have composed.
package flow

import (
	"fmt"
	"strings"
)

// Paths of the two services, and the names and keys that go with them.
const (
	requestPrefix = "/api/SOURCEKEY/request/"
	requestSuffix = ".json"
	leadPath      = "/crm/v1/lead/set"
	leadKey       = "CRMKEY"
)

// RequestURL is the address of one request at a sink.
func RequestURL(sink, id string) string {
	return "http://" + sink + requestPrefix + id + requestSuffix
}

// LeadURL is where a sink takes leads.
func LeadURL(sink string) string { return "http://" + sink + leadPath }

// AppendEvent appends the body of the webhook call for one request.
func AppendEvent(out []byte, id int64) []byte { return fmt.Appendf(out, `{"r_id":"%d"}`, id) }

// Document is the flow as a processing that calls the sink at host:port.
func Document(sink string) string { return strings.ReplaceAll(document, "SINK", sink) }

const document = `format: 1
name: Reference flow
description: What the load generator measures.
settings: {concurrency: 64}
source:
  type: webhook
  with:
    methods: [POST]
    params:
      - {name: r_id, type: text, required: true}
    answer: {when: accepted}
actions:
  - id: request
    type: http.request
    with:
      url: "http://SINK/api/SOURCEKEY/request/{{ source.r_id }}.json"
  - id: fields
    type: json.parse
    with:
      from: "{{ request.body }}"
      fields:
        - {name: id, path: '["request"][0]["id"]', missing: fail}
        - {name: dat_lead, path: '["request"][0]["dat_lead"]'}
        - {name: status, path: '["request"][0]["status"]'}
        - {name: manager, path: '["request"][0]["manager_name"]'}
        - {name: origin, path: '["request"][0]["source"]'}
        - {name: client, path: '["request"][0]["client_name"]'}
        - {name: phone, path: '["request"][0]["client_phone"]'}
        - {name: email, path: '["request"][0]["client_email"]'}
  - id: lead
    type: json.compose
    with:
      template: |
        {
          "method": "create",
          "api_key": "CRMKEY",
          "values": {
            "name": {{ fields.client }},
            "phone": {{ fields.phone }},
            "email": {{ fields.email }},
            "comment": "Заявка {{ fields.id }} от {{ fields.dat_lead }}, менеджер {{ fields.manager }}"
          },
          "custom": [
            {"name": "r_id", "value": {{ fields.id }}},
            {"name": "status", "value": {{ fields.status }}},
            {"name": "source", "value": {{ fields.origin }}},
            {"name": "manager", "value": {{ fields.manager }}},
            {"name": "dat_lead", "value": {{ fields.dat_lead }}}
          ]
        }
  - id: send
    type: http.request
    with:
      method: POST
      url: "http://SINK/crm/v1/lead/set"
      body: {kind: json, from: "{{ lead.json }}"}
`
