// Package draft is what editing does to a draft: typed changes, what they meet
// when others were first, taking them back, and saying them in words.
//
// A Change says what a person did on a page, and which revision of the draft
// the page had seen. Applied to a Draft it gives the next one and an
// engine.Edit, which has both sides of the change: so taking it back is
// mechanical, and so is finding out whether a change made elsewhere is about
// the same thing.
//
//	page ── Change ──> Desk ── engine.Engine.Edit ──> draft and log, in one step
//	                     │
//	                     └── Draft.Apply, conflicts, undo: pure, on one draft and its log
//
// A draft may be half-finished: a change is refused only when it makes no
// sense. Logs are newest first everywhere.
//
// # Scopes
//
// A scope says what of the document a change is about, as keys joined by
// slashes: "name", "settings/lane", "source/with/params". The second part of
// "actions/request/with/url" is an action's id, wherever the action is. In a key
// a slash is written ~1 and a tilde ~0. The empty scope is the whole document.
package draft
