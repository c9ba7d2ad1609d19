package actions

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"stanok/engine/eval"
)

// value is a config's value of any type in which every text may be a template.
// The zero value is missing.
type value struct {
	template *eval.Text
	marked   bool // text among marks: even a template that is one {{ }} gives text
	literal  any
	list     []value
	object   []pair
}

// value compiles JSON of a config whose texts stand at a place.
func (f *form) value(field string, src json.RawMessage, place eval.Place) value {
	if isAbsent(src) {
		return value{}
	}
	plain, err := eval.Decode(src, eval.Limits{})
	if err != nil {
		f.fails(field, err)
		return value{}
	}
	return f.valueOf(field, plain, place)
}

func (f *form) valueOf(field string, plain any, place eval.Place) value {
	switch v := plain.(type) {
	case string:
		if !strings.Contains(v, "{{") {
			return value{literal: v}
		}
		return value{template: f.text(field, v, place), marked: place == eval.HTML || place == eval.Markdown}
	case []any:
		list := make([]value, len(v))
		for i, e := range v {
			list[i] = f.valueOf(fmt.Sprintf("%s[%d]", field, i), e, place)
		}
		return value{list: list}
	case map[string]any:
		object := make([]pair, 0, len(v))
		for _, k := range slices.Sorted(maps.Keys(v)) {
			object = append(object, pair{k, f.valueOf(join(field, k), v[k], place)})
		}
		return value{object: object}
	}
	return value{literal: plain}
}

// given reports whether the config says anything.
func (v value) given() bool {
	return v.template != nil || v.literal != nil || v.list != nil || v.object != nil
}

// of works the value out. It is false if an optional() of it is empty, so that
// it should be left out.
func (v value) of(env eval.Env) (any, bool, error) {
	switch {
	case v.marked:
		return v.text(env)
	case v.template != nil:
		return v.template.Present(env)
	case v.list != nil:
		return v.listOf(env)
	case v.object != nil:
		return v.objectOf(env)
	}
	return v.literal, true, nil
}

// text works a template out as text that is written for its place.
func (v value) text(env eval.Env) (any, bool, error) {
	if _, present, err := v.template.Present(env); err != nil || !present {
		return nil, false, err
	}
	s, err := v.template.String(env)
	return s, true, err
}

func (v value) listOf(env eval.Env) (any, bool, error) {
	list := make([]any, 0, len(v.list))
	for _, e := range v.list {
		got, present, err := e.of(env)
		if err != nil {
			return nil, false, err
		}
		if present {
			list = append(list, got)
		}
	}
	return list, true, nil
}

func (v value) objectOf(env eval.Env) (any, bool, error) {
	object := make(map[string]any, len(v.object))
	for _, p := range v.object {
		got, present, err := p.value.of(env)
		if err != nil {
			return nil, false, err
		}
		if present {
			object[p.name] = got
		}
	}
	return object, true, nil
}
