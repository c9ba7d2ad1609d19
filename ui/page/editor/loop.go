package editor

import (
	"net/url"
	"strconv"

	"stanok/ui/part"
)

// LoopView is what a loop goes over in the sample, and one item of it.
type LoopView struct {
	Count int
	At    int // the item its inside is shown with, from 0
	Item  []part.FactView
	More  bool // Item is not all of it
}

// turn is the address of the panel with the inside of its loop shown with another
// item.
func (p PanelView) turn(n int) string {
	return p.Home + "/panel?" + url.Values{"at": {p.At}, "turn": {p.At + ":" + strconv.Itoa(n)}}.Encode()
}
