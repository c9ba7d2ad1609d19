package examples_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"stanok/engine"
	"stanok/engine/eval"
	"stanok/examples/standin"
)

const anythingWBudget = "anything-wbudget"

// atWBudget connects to a WBUDGET by the link it made.
func atWBudget(w *world) *standin.WBudget {
	w.Helper()
	b := standin.NewWBudget()
	w.connect("wbudget", "wbudget", nil, map[string]engine.Secret{"link": engine.Secret(w.serve(b) + "/webhook/abc")})
	return b
}

// forty are items with all that can go wrong in a list with commas.
func forty() []standin.WBudgetItem {
	all := make([]standin.WBudgetItem, 40)
	for i := range all {
		all[i] = standin.WBudgetItem{
			ID: fmt.Sprint(100 + i), Name: fmt.Sprintf(`Tubo, 1/2" (%d)`, i), Qty: "2,5", Value: "1.250,00", Unit: "m²", Description: fmt.Sprintf(`"Item", nº %d`, i),
		}
	}
	return all
}

// columns are the six lists, as a careful sender writes them.
func columns(items []standin.WBudgetItem) map[string]string {
	lists := map[string][]string{}
	for _, it := range items {
		for name, v := range map[string]string{"id": it.ID, "name": it.Name, "qty": it.Qty, "value": it.Value, "unit": it.Unit, "description": it.Description} {
			lists[name] = append(lists[name], v)
		}
	}
	values := map[string]string{"budget_name": "Obra"}
	for name, list := range lists {
		values["budget_item_"+name] = eval.JoinList(list, ',')
	}
	return values
}

func TestSixListsOfFortyItemsArriveAsTheyWere(t *testing.T) {
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		w := newWorld(t)
		b := atWBudget(w)
		b.Switch(func(q *standin.WBudgetQuirks) { q.Quotes = true })
		p := w.begin(anythingWBudget, "lists", lang, answers{"commas": "quotes"})
		w.tell(p, columns(forty()))
		w.succeeds(p)
		if got := b.Proposals()[0].Items; !slices.Equal(got, forty()) {
			t.Errorf("%d items, the first %+v", len(got), got[0])
		}
	}
}

func TestSixListsOfFortyItemsArriveWithSemicolonsWhereCommasWouldBreakThem(t *testing.T) {
	w := newWorld(t)
	b := atWBudget(w)
	p := w.begin(anythingWBudget, "lists", "en", answers{})
	w.tell(p, columns(forty()))
	w.succeeds(p)
	want := forty()
	for i := range want {
		it := &want[i]
		it.Name, it.Description = strings.ReplaceAll(it.Name, ",", ";"), strings.ReplaceAll(it.Description, ",", ";")
		it.Qty, it.Value = "2.5", "1250.00"
	}
	if got := b.Proposals()[0].Items; !slices.Equal(got, want) {
		t.Errorf("%d items, the first %+v", len(got), got[0])
	}
}

func TestListsOfDifferentLengthsAreNamed(t *testing.T) {
	w := newWorld(t)
	b := atWBudget(w)
	p := w.begin(anythingWBudget, "lists", "en", answers{})
	values := columns(forty())
	values["budget_item_unit"] += ",un"
	w.tell(p, values)
	op := w.last(p)
	if f := op.Failure; op.State != engine.Failed || f.Code != "list.unequal" || f.Node != "items" || f.Args["count"] != "41" || f.Args["other_count"] != "40" || f.Field != "with.lists.unit" {
		t.Errorf("%s %+v", op.State, op.Failure)
	}
	if len(b.Proposals()) != 0 {
		t.Error("a proposal was made")
	}
}

func TestTheThirtyKeysArriveUnderTheirNames(t *testing.T) {
	w := newWorld(t)
	b := atWBudget(w)
	p := w.begin(anythingWBudget, "lists", "pt-BR", answers{"sponsor": "contact"})
	second := w.begin(anythingWBudget, "lists", "pt-BR", answers{"sponsor": "contracted"})
	values := map[string]string{"contracted_sponsor": "who signs"}
	for i, key := range standin.WBudgetKeys {
		values[key] = fmt.Sprintf("v%d", i)
	}
	values["budget_item_qty"], values["budget_item_value"] = "2", "3.50"
	w.tell(p, values)
	w.succeeds(p)
	delete(values, "contracted_sponsor")
	got := b.Proposals()[0].Values
	if len(got) != 30 {
		t.Errorf("%d keys arrived", len(got))
	}
	for key, v := range values {
		if got[key] != v {
			t.Errorf("%s is %q, want %q", key, got[key], v)
		}
	}
	values["contracted_sponsor"] = "who signs"
	w.tell(second, values)
	w.succeeds(second)
	if got := b.Proposals()[1].Values["budget_company_sponsor"]; got != "who signs" {
		t.Errorf("%q", got)
	}
}

func TestSamplesBecomeProposals(t *testing.T) {
	for _, lang := range []string{"en", "ru", "pt-BR"} {
		w := newWorld(t)
		b := atWBudget(w)
		for _, variant := range []string{"lists", "items"} {
			p := w.begin(anythingWBudget, variant, lang, answers{"sponsor": "contracted"})
			w.sample(anythingWBudget, variant, p)
			w.succeeds(p)
		}
		all := b.Proposals()
		same(t, all[0], `{"Values": {"budget_name": "Reforma sala 2", "external_id": "OP-553", "budget_client_name": "João Conceição",
			"budget_client_national_id": "12.345.678/0001-95", "budget_client_email": "joao@example.test", "budget_company_sponsor": "Thiago D'Ávila",
			"budget_expiration_date": "2026-12-31", "budget_agent_email": "ana@example.test", "budget_item_id": "10,11", "budget_item_name": "Pintura; duas demãos,Gesso",
			"budget_item_qty": "2.5,1", "budget_item_value": "1250.00,42.90", "budget_item_unit": "m2,un", "budget_item_description": ","},
			"Items": [{"ID": "10", "Name": "Pintura; duas demãos", "Qty": "2.5", "Value": "1250.00", "Unit": "m2", "Description": ""},
				{"ID": "11", "Name": "Gesso", "Qty": "1", "Value": "42.90", "Unit": "un", "Description": ""}]}`)
		same(t, all[1].Items, `[{"ID": "10", "Name": "Pintura; duas demãos", "Qty": "2.5", "Value": "1250.00", "Unit": "m2", "Description": "Cor \"areia\""},
			{"ID": "11", "Name": "Gesso", "Qty": "1", "Value": "42.90", "Unit": "", "Description": ""}]`)
	}
}

func TestWBudgetRefusesInItsOwnWordsAndIsWaitedForAsItAsks(t *testing.T) {
	w := newWorld(t)
	b := atWBudget(w)
	p := w.begin(anythingWBudget, "items", "en", answers{})
	b.Fail("/", 1, standin.Answer(http.StatusUnprocessableEntity, `{"message": "Modelo inexistente"}`))
	w.sample(anythingWBudget, "items", p)
	w.fails(p, "send", "Modelo inexistente")
	if b.Fail("/", 1, standin.TooMany(33*time.Second)); len(b.Proposals()) != 0 {
		t.Error("a proposal was made")
	}
	w.tell(p, map[string]any{"budget_name": "Obra", "external_id": "OP-555"})
	if op := w.waits(p, 33*time.Second); op.State != engine.Succeeded || len(b.Proposals()) != 1 {
		t.Errorf("%s %+v", op.State, op.Failure)
	}
}
