package text_test

import (
	"maps"
	"strings"
	"testing"

	"stanok/actions"
	"stanok/engine"
	"stanok/sources"
)

// specs describe every action and source there is.
func specs() []engine.Spec {
	var all []engine.Spec
	for _, a := range actions.All(actions.Deps{}) {
		all = append(all, a.Spec())
	}
	for _, s := range sources.All() {
		all = append(all, s.Spec())
	}
	return all
}

func TestEveryActionAndSourceHasANameAndEveryFieldOfIt(t *testing.T) {
	english := written(t, "en")
	left := maps.Clone(english)
	need := func(key string) {
		delete(left, key)
		if s := english[key]; s.Say == "" || s.Try == "" {
			t.Errorf("%s has no name or no help", key)
		}
	}
	for _, s := range specs() {
		need("type." + s.Type)
		eachField("field."+s.Type, s.Fields, need)
	}
	for key := range left {
		if strings.HasPrefix(key, "type.") || strings.HasPrefix(key, "field.") {
			t.Errorf("%s names nothing", key)
		}
	}
}

func eachField(at string, fields []engine.Field, f func(key string)) {
	for _, one := range fields {
		f(at + "." + one.Name)
		eachField(at+"."+one.Name, one.Fields, f)
	}
}

func TestEveryCodeOfASpecHasASentence(t *testing.T) {
	texts := load(t)
	for _, s := range specs() {
		for _, code := range s.Codes {
			if !texts.Has(code) {
				t.Errorf("%s can fail with %s, which has no sentence", s.Type, code)
			}
		}
	}
}

func TestEveryStateAndRoleHasAName(t *testing.T) {
	english := written(t, "en")
	var keys []string
	for _, s := range engine.States {
		keys = append(keys, "state."+string(s))
	}
	for _, s := range []engine.StepState{
		engine.StepRunning, engine.StepRetrying, engine.StepWaiting, engine.StepOpen,
		engine.StepDone, engine.StepFailed, engine.StepUncertain, engine.StepSkipped,
	} {
		keys = append(keys, "state."+string(s))
	}
	for _, r := range engine.Roles {
		keys = append(keys, "role."+string(r))
	}
	for _, key := range keys {
		if s := english[key]; s.Say == "" || s.Try == "" {
			t.Errorf("%s has no name or no help", key)
		}
	}
}
