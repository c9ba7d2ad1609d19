package part_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"stanok/engine"
	"stanok/ui/part"
	"stanok/ui/words"
)

func voice(t *testing.T, lang string) words.Voice {
	t.Helper()
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return w.In(lang)
}

func draw(t *testing.T, c templ.Component) string {
	t.Helper()
	var b strings.Builder
	if err := c.Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// stepStates are those of engine.StepState, which has no list of them.
var stepStates = []engine.StepState{
	engine.StepRunning, engine.StepRetrying, engine.StepWaiting, engine.StepOpen,
	engine.StepDone, engine.StepFailed, engine.StepUncertain, engine.StepSkipped,
}

func TestEveryStateHasAShapeAndAWordOfItsOwn(t *testing.T) {
	v := voice(t, "ru")
	var all []part.StatusView
	for _, s := range engine.States {
		all = append(all, part.OperationStatus(v, string(s)))
	}
	seen := map[string]string{}
	for _, s := range all {
		if other, twice := seen[s.Icon]; twice {
			t.Errorf("%s and %s look the same", s.State, other)
		}
		seen[s.Icon] = s.State
	}
	for _, s := range stepStates {
		all = append(all, part.StepStatus(v, string(s)))
	}
	for _, s := range []string{"running", "changed", "stopped", "halted", "draft", "incomplete"} {
		all = append(all, part.ProcessingStatus(v, s, 2))
	}
	for _, s := range []string{"ok", "empty", "fix", "failed", "off"} {
		all = append(all, part.CardStatus(v, s))
	}
	for _, s := range all {
		if s.Look == "" || !slices.Contains(part.Icons(), s.Icon) || strings.Contains(s.Word, "⟦") {
			t.Errorf("%s: %+v", s.State, s)
		}
		page := draw(t, part.Status(s))
		if !strings.Contains(page, s.DataName+`="`+s.State+`"`) || !strings.Contains(page, s.Word) {
			t.Errorf("%s: %s", s.State, page)
		}
	}
}

func TestEveryGroupOfActionsHasAKind(t *testing.T) {
	for group, want := range map[string]string{
		"source": "source", "http": "http", "parser": "json", "json": "json", "compose": "json",
		"logic": "logic", "send": "send", "data": "tools", "memory": "tools", "something new": "tools",
	} {
		if got := part.Kind(group); got != want {
			t.Errorf("%s: %s, want %s", group, got, want)
		}
	}
}

func TestWhatPeopleTypedIsOnlyText(t *testing.T) {
	v := voice(t, "en")
	const nasty = `"><script>alert(1)</script>`
	for _, page := range []string{
		draw(t, part.Chip(v, part.ChipView{From: nasty, Name: nasty, Value: nasty, Ref: nasty})),
		draw(t, part.TextField(v, part.FieldView{ID: "a", Name: nasty, Label: nasty, Value: nasty, Error: nasty, Help: nasty, Preview: nasty})),
		draw(t, part.LongField(v, part.FieldView{ID: "a", Name: "a", Value: "</textarea>" + nasty})),
		draw(t, part.TreeNodes(v, []part.TreeNode{{Key: nasty, Value: nasty, Path: nasty, Insert: true}})),
		draw(t, part.Button(part.ButtonView{Text: nasty, Href: "javascript:alert(1)"})),
	} {
		if strings.Contains(page, "<script") || strings.Contains(page, "javascript:") {
			t.Error(page)
		}
	}
}

func TestAFieldIsTiedToWhatIsSaidAboutIt(t *testing.T) {
	v := voice(t, "en")
	f := part.FieldView{ID: "f1", Name: "url", Label: "Address", Help: "Where to.", Error: "It must begin with https://"}
	for name, c := range map[string]templ.Component{
		"text": part.TextField(v, f), "long": part.LongField(v, f), "number": part.NumberField(v, f),
		"choice":   part.ChoiceField(v, part.ChoiceView{FieldView: f}),
		"check":    part.CheckField(v, f, true),
		"secret":   part.SecretField(v, part.SecretView{FieldView: f}),
		"saved":    part.SecretField(v, part.SecretView{FieldView: f, Tail: "7f3a"}),
		"duration": part.DurationField(v, part.DurationView{FieldView: f, Amount: "30", Unit: "s"}),
	} {
		page := draw(t, c)
		for _, want := range []string{`aria-describedby="f1-error f1-help"`, `aria-invalid="true"`, `id="f1-error"`, `id="f1-help"`, `data-testid="field-url"`, `data-testid="error-url"`} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %s in %s", name, want, page)
			}
		}
	}
}

func TestASecretIsNeverSentBack(t *testing.T) {
	v := voice(t, "en")
	f := part.FieldView{ID: "k", Name: "key", Label: "Key", Value: "sk-very-secret"}
	for _, tail := range []string{"", "cret"} {
		if page := draw(t, part.SecretField(v, part.SecretView{FieldView: f, Tail: tail})); strings.Contains(page, "very") {
			t.Error(page)
		}
	}
	if page := draw(t, part.TreeNodes(v, []part.TreeNode{{Key: "token", Value: "sk-very-secret", Secret: true}})); strings.Contains(page, "very") {
		t.Error(page)
	}
}

func TestABlockedButtonSaysWhy(t *testing.T) {
	page := draw(t, part.Button(part.ButtonView{Text: "Run", Blocked: "why"}))
	if !strings.Contains(page, `aria-disabled="true"`) || !strings.Contains(page, `aria-describedby="why"`) || strings.Contains(page, " disabled") {
		t.Error(page)
	}
}

func TestASwitchAsksForTheOtherState(t *testing.T) {
	for on, want := range map[bool]string{true: "off", false: "on"} {
		page := draw(t, part.Switch(part.SwitchView{ID: "s", Label: "Run", On: on, Action: "/p/1/run", Name: "running"}))
		if !strings.Contains(page, `value="`+want+`"`) || !strings.Contains(page, `role="switch"`) || !strings.Contains(page, `<form method="post"`) {
			t.Error(page)
		}
	}
}

func TestThePlacesARoleMayNotSeeAreNotOffered(t *testing.T) {
	page := draw(t, part.Rail(voice(t, "en"), part.RailView{Current: "operations", Allowed: []string{"processings", "operations"}, Unseen: 1204}))
	found := regexp.MustCompile(`data-testid="nav-(\w+)"`).FindAllStringSubmatch(page, -1)
	var names []string
	for _, m := range found {
		names = append(names, m[1])
	}
	if !slices.Equal(names, []string{"processings", "operations"}) {
		t.Errorf("offered: %v", names)
	}
	if !strings.Contains(page, "1,204 failures not yet looked at") || !strings.Contains(page, "999+") {
		t.Error(page)
	}
}
