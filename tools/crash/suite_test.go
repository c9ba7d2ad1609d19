package main

import (
	"strings"
	"testing"
)

func TestOneTrialThatFailsMakesTheFigureOfAll(t *testing.T) {
	all := together([][]finding{
		{{"a", true, "first"}, {"b", true, "first"}},
		{{"a", false, "second"}, {"b", true, "second"}},
		{{"a", true, "third"}, {"b", true, "third"}},
	})
	if all[0].holds || !strings.Contains(all[0].text, "second") || !all[1].holds || !strings.Contains(all[1].text, "3 trials") {
		t.Errorf("%+v", all)
	}
	if allHold(all) || !allHold(all[1:]) {
		t.Error("one that does not hold must make all not hold")
	}
}
