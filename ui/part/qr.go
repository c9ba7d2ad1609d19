package part

import (
	"fmt"
	"strconv"
	"strings"

	"rsc.io/qr"
)

// QRView is a text to be read by a phone's camera.
type QRView struct {
	Text  string
	Label string // what it holds, in words
}

// quiet is how many modules around a code have to stay light.
const quiet = 4

// drawing is the code as a path over a square of so many modules; no path if the
// text is longer than a code can hold.
func (q QRView) drawing() (path string, side int) {
	code, err := qr.Encode(q.Text, qr.M)
	if err != nil {
		return "", 0
	}
	var b strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if run := x - from; run > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, run, run)
			}
		}
	}
	return b.String(), code.Size + 2*quiet
}

func square(side int) string { return "0 0 " + strconv.Itoa(side) + " " + strconv.Itoa(side) }
