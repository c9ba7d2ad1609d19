package actions

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"stanok/engine"
	"stanok/engine/egress"
)

// memoryOf is what a processing remembers; in a rehearsal what is put there is
// seen by the rehearsal only.
func memoryOf(m engine.Memory, in engine.Input) engine.Memory {
	if in.Recall != nil {
		return in.Recall.Memory()
	}
	return m
}

// recalledField is a field of what the program gave when it was asked for this.
func recalledField(in engine.Input, asked any, name string) (any, bool) {
	was, ok := in.Recall.Known(asked)
	output, isObject := was.(map[string]any)
	if !ok || !isObject {
		return nil, false
	}
	v, has := output[name]
	return v, has
}

// recalled judges the answer on record instead of sending the request.
func (s *sending) recalled() (engine.Outcome, error) {
	out := engine.Outcome{Input: s.shown()}
	was, err := s.in.Recall.Answer(out.Input)
	if err != nil {
		return out, err
	}
	output, ok := was.(map[string]any)
	if !ok || output["status"] == nil {
		return out, engine.ErrOffRecord
	}
	output = answeredAs(output, s.plan.answerAs)
	out.Output = output
	if err := s.plan.judge(s.env, answerOf(output), hostOf(s.req.URL), output, s.Clock.Now()); err != nil {
		return out, s.hide.err(err)
	}
	return out, nil
}

// answeredAs is an output on record as the node now asks for it.
func answeredAs(output map[string]any, as string) map[string]any {
	output = maps.Clone(output)
	body, _ := output["body"].(string)
	coded, isCoded := output["base64"].(string)
	raw, err := base64.StdEncoding.DecodeString(coded)
	switch {
	case as == "base64" && !isCoded:
		output["body"], output["base64"] = "", base64.StdEncoding.EncodeToString([]byte(body))
	case as == "text" && isCoded && err == nil:
		output["body"] = strings.ToValidUTF8(string(raw), "\uFFFD")
		delete(output, "base64")
	case as != "base64" && isCoded && err == nil && utf8.Valid(raw):
		output["body"] = string(raw)
		delete(output, "base64")
	}
	return output
}

// answerOf is the answer that an output on record was made of.
func answerOf(output map[string]any) *egress.Answer {
	a := &egress.Answer{Header: http.Header{}}
	if status, ok := output["status"].(json.Number); ok {
		a.Status, _ = strconv.Atoi(status.String())
	}
	headers, _ := output["headers"].(map[string]any)
	for name, v := range headers {
		if text, ok := v.(string); ok {
			a.Header.Set(name, text)
		}
	}
	a.ContentType, _ = output["content_type"].(string)
	body, _ := output["body"].(string)
	a.Body = []byte(body)
	return a
}
