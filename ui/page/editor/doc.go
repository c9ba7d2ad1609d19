// Package editor draws the page on which a processing is built: its head, its
// chain of actions, the panel of the one at hand, and the data beside it.
//
// A handler reads the draft once into a Draft, with what it knows of values, and
// asks it for views. Nothing here asks a store. A draft may be half-finished in
// any way; what cannot be read is shown as it stands.
//
//	engine.Definition, Specs, Values ──> Draft ──> HeadView, part.ChainView, PanelView, DataView
//
// Everything that edits the draft carries data-scope or data-op and is sent by
// the page's queue; see the templates of controls.
package editor
