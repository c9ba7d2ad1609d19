// Package trial is what the editor knows about values while a draft is being
// made: the samples there are, what each action gave for one, what a field's
// text gives, which references lead nowhere, and what to look at before a run.
// It also begins the operations that try one action or rehearse the whole.
//
//	Desk ── Samples, Try, Rehearse        over an engine and its store
//	 └── Known                            one draft and one sample, read once
//	      ├── Groups ── Tree              what a node may refer to, as trees
//	      ├── Preview, Compose, Parse     what its fields give
//	      └── Chips, Broken, Checks       what is wrong with them
//
// Values are seen the way the engine shows them to a run of the same node: its
// scope and its variables are those of engine.Plan, and whatever an action does
// with its config is done by the action.
//
// Secrets never get in. A connection has the names of its secrets here and not
// the secrets, and what stands in a sample under a name such as token or
// password is masked wherever it would be shown.
package trial
