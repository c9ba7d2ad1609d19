package flow

import "stanok/ui/part"

// ContractView says what a processing asks of whoever begins it and what it gives
// back, for who connects another program to it.
type ContractView struct {
	Head   HeadView
	Draft  bool   // it never ran: this is what the draft says
	How    string // it is begun
	Link   string // to send to; "" for none, or for who may not see it
	Takes  []ParamView
	Gives  []ParamView     // of what is promised by name
	Facts  []part.FactView // of the answer
	Ask    string          // a request made of the examples, as JSON
	Answer string          // one made of the examples, as JSON
	Last   part.LinkView   // to the operation that answered last; none without an address

	Changes []ContractChangeView // newest first
}

// ContractChangeView is what one version, or the draft, changes of the contract.
type ContractChangeView struct {
	Title string
	Said  []ContractSentence
}

// sentences are those that break, or those that do not.
func (c ContractChangeView) sentences(breaks bool) (all []ContractSentence) {
	for _, s := range c.Said {
		if s.Breaks == breaks {
			all = append(all, s)
		}
	}
	return all
}

// ContractSentence is one change. It breaks if whoever begins the processing, or
// reads what it gives, has to change something too.
type ContractSentence struct {
	Text   string
	Breaks bool
}

// ParamView is a value that goes in or comes out.
type ParamView struct{ Name, Title, Kind, Where, Need, Example string }
