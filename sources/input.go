package sources

import (
	"time"

	"stanok/engine"
	"stanok/engine/eval"
)

// NewEvent makes the event with which a person or a program starts a processing
// directly, whatever its source is. input is a plain JSON object: the parameters.
// For a webhook it is as if the object had been posted to the link; for a
// schedule it is a tick for now, and for a source of failures a failure with these
// fields. Parameters are checked as the source checks
// them: the error is of kind Invalid and names one in Field.
func NewEvent(source engine.PreparedSource, input map[string]any, at time.Time) (engine.Event, error) {
	switch config := source.Config.(type) {
	case *link:
		return config.newEvent(input, at)
	case *form:
		return config.newEvent(input, at)
	case *callee:
		return config.newEvent(input, at)
	case watch:
		return config.newEvent(input, at)
	}
	return engine.Event{Source: scheduleType, At: at, Data: tickRecord(at)}, nil
}

// newEvent is what posting input as JSON would have begun.
func (l *link) newEvent(input map[string]any, at time.Time) (engine.Event, error) {
	anywhere := make([]param, len(l.params))
	for i, p := range l.params {
		p.In = "json"
		anywhere[i] = p
	}
	params, err := collect(anywhere, places{json: input})
	if err != nil {
		return engine.Event{}, err
	}
	q := &request{
		method: "POST", headers: map[string]any{"content-type": plainJSONType}, shape: jsonBody,
		raw: string(eval.Append(nil, orEmpty(input))), params: params, at: at,
	}
	return engine.Event{Source: webhookType, At: at, Data: q.record(), Search: searchable(l.params, params, places{json: input})}, nil
}

func (f *form) newEvent(input map[string]any, at time.Time) (engine.Event, error) {
	params, err := collect(f.params, places{json: input})
	if err != nil {
		return engine.Event{}, err
	}
	data := append([]byte(`{"params":`), eval.Append(nil, params)...)
	return engine.Event{Source: manualType, At: at, Data: append(data, '}'), Search: searchable(f.params, params, places{json: input})}, nil
}
