package islands_test

import "testing"

func TestAnActionIsMovedByKeysAndToldAboutIt(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Until("the handle to take the focus", `() => { const h = document.querySelector("[data-testid=handle-request]"); h.focus(); return document.activeElement === h; }`)
	page.Press("Space")
	page.Announced("Action Get request, position 2 of 5, picked up.")
	page.Press("Down")
	page.Announced("Position 3 of 5.")
	page.Press("Space")
	page.Announced("Action Get request moved from 2 to 3.")
	saved(page)
	page.Focuses("handle-request")
	if got := s.chain(); got != "source fields request branch send" {
		t.Error(got)
	}
	page.Press("Alt+Up")
	saved(page)
	if got := s.chain(); got != "source request fields branch send" {
		t.Error(got)
	}
}

func TestAnActionGoesIntoABranchAndOutAgainUnlessItIsItsOwn(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Until("the handle to take the focus", `() => { const h = document.querySelector("[data-testid=handle-fields]"); h.focus(); return document.activeElement === h; }`)
	page.Press("Space", "Right")
	page.Announced("Branch Yes, position 1 of 2.")
	page.Press("Escape")
	page.Announced("The move was cancelled.")
	page.Press("Space", "Right", "Space")
	saved(page)
	if got := s.chain(); got != "source request branch send" {
		t.Error(got)
	}
	page.Press("Space", "Left", "Space")
	saved(page)
	if got := s.chain(); got != "source request branch fields send" {
		t.Error(got)
	}
	page.Drag("handle-branch", "card-lead", 0.9)
	page.Announced("An action cannot be put inside itself.")
	if got := s.chain(); got != "source request branch fields send" {
		t.Error(got)
	}
}

func TestAnActionIsDraggedByItsHandle(t *testing.T) {
	t.Parallel()
	s, page := serve(t)
	page.Drag("handle-fields", "card-send", 0.9)
	saved(page)
	page.Until("the new order", `() => [...document.querySelectorAll("[data-testid=chain] > li[data-id]")].map((l) => l.dataset.id).join(" ") === "source request branch send fields"`)
	if got := s.chain(); got != "source request branch send fields" {
		t.Error(got)
	}
}

func TestTheArrowsGoFromCardToCard(t *testing.T) {
	t.Parallel()
	_, page := serve(t)
	page.Until("the card to take the focus", `() => { const c = document.querySelector("[data-testid=card-branch]"); c.focus(); return document.activeElement === c; }`)
	page.Press("Right")
	page.Focuses("card-lead")
	page.Press("Down")
	page.Focuses("card-mail")
	page.Press("Left")
	page.Focuses("card-branch")
	page.Numbers("[data-testid=chain] .card-main[tabindex='0']", 1)
}
