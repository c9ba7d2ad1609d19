package part_test

import (
	"bytes"
	"image"
	"image/color"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"rsc.io/qr"

	"stanok/ui/part"
)

// TestTheDrawnCodeIsTheCode draws the path again, module by module.
func TestTheDrawnCodeIsTheCode(t *testing.T) {
	const link = "https://stanok.example.com/hook/3f1c9e0b7d5a4c2e8f6a1b0c9d8e7f65"
	want, err := qr.Encode(link, qr.M)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := part.QR(part.QRView{Text: link, Label: "The link"}).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	side := want.Size + 8
	if !strings.Contains(b.String(), `viewBox="0 0 `+strconv.Itoa(side)+" "+strconv.Itoa(side)+`"`) || strings.Contains(b.String(), "style=") {
		t.Fatal(b.String())
	}
	drawn := image.NewGray(image.Rect(0, 0, side, side))
	for _, run := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-\d+z`).FindAllStringSubmatch(b.String(), -1) {
		x, _ := strconv.Atoi(run[1])
		y, _ := strconv.Atoi(run[2])
		n, _ := strconv.Atoi(run[3])
		for i := range n {
			drawn.SetGray(x+i, y, color.Gray{Y: 1})
		}
	}
	for y := range side {
		for x := range side {
			if black := drawn.GrayAt(x, y).Y == 1; black != want.Black(x-4, y-4) {
				t.Fatalf("module %d,%d is %v", x, y, black)
			}
		}
	}
}

func TestATextTooLongForACodeIsNotDrawn(t *testing.T) {
	var b bytes.Buffer
	if err := part.QR(part.QRView{Text: strings.Repeat("x", 5000)}).Render(t.Context(), &b); err != nil || b.Len() > 0 {
		t.Errorf("%v, %d bytes", err, b.Len())
	}
}
