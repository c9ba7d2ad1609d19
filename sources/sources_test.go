package sources_test

import (
	"slices"
	"testing"

	"stanok/sources"
	"stanok/sources/sourcetest"
)

// right are configs that together set every field.
var right = map[string][]string{
	"webhook": {`{
		"methods": ["POST"], "repeat_key": "{{ source.id }}", "repeat_window": "7d", "allow_ips": ["203.0.113.0/24"],
		"cors_origins": ["https://shop.example"], "max_body": "64KiB", "ping": {"param": "test", "equals": "test"},
		"params": [{"name": "id", "type": "number", "required": true, "title": "Id", "example": 5, "in": "query"}],
		"answer": {"when": "finished", "within": "10s", "status": 201, "type": "text", "headers": {"X-Id": "{{ source.id }}"},
			"body": "ok", "otherwise": {"status": 503, "type": "text", "body": "later"}},
		"signature": {"scheme": "hmac", "connection": "shop", "header": "X-Signature", "param": "sig", "algorithm": "sha1",
			"encoding": "base64", "signed": "{{ timestamp }}.{{ body }}", "timestamp": "X-Time", "delivery": "X-Id"}}`},
	"schedule": {
		`{"cron": "0 9 * * 1-5", "time_zone": "Europe/Moscow", "missed": "skip", "overlap": "skip"}`,
		`{"every": "1h"}`,
	},
	"call": {`{"params": [{"name": "id", "type": "text", "required": true, "title": "Id", "example": "4821"}],
		"returns": [{"name": "bill", "type": "number", "required": true, "title": "Bill", "example": 5}]}`},
	"failure": {`{"processings": ["a", "b"]}`},
	"manual":  {`{"params": [{"name": "id", "type": "text", "required": true, "title": "Id", "example": "4821"}]}`},
}

func TestEverySourceKeepsItsWord(t *testing.T) {
	for _, s := range sources.All() {
		kind := s.Spec().Type
		t.Run(kind, func(t *testing.T) { sourcetest.Check(t, s, sources.Configs[kind], right[kind]...) })
	}
}

func TestEveryCodeASenderCanMeetIsListed(t *testing.T) {
	listed := source(t, "webhook").Spec().Codes
	for _, code := range sources.Codes() {
		if !slices.Contains(listed, code) {
			t.Errorf("%s is not among the codes of the webhook", code)
		}
	}
}
