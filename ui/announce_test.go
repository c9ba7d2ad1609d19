package ui_test

import (
	"encoding/json"
	"testing"

	"stanok/ui"
)

func FuzzAnyTextFitsIntoAHeader(f *testing.F) {
	for _, text := range []string{"", "Заявка 🌊 №\u00a05", "a\x00\x01\x1b[31m\x7f\u202e\u2028\r\n\"\\", "\xff\xfe"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		written := ui.InASCII(text)
		for _, b := range []byte(written) {
			if b < ' ' || b > '~' {
				t.Fatalf("%q holds %q", written, b)
			}
		}
		var read string
		if err := json.Unmarshal([]byte(written), &read); err != nil || read != string([]rune(text)) {
			t.Errorf("%q is read as %q, %v", text, read, err)
		}
	})
}
