package engine_test

import (
	"bytes"
	"testing"

	"stanok/engine"
)

func TestASealedTextOpensForItsPurposeAlone(t *testing.T) {
	v, err := engine.NewVault(make([]byte, engine.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	sealed := v.SealText("mail", "a secret")
	if bytes.Contains(sealed, []byte("secret")) {
		t.Error("it can be read")
	}
	if got, err := v.OpenText("mail", sealed); err != nil || got.Reveal() != "a secret" {
		t.Errorf("opened: %q, %v", got.Reveal(), err)
	}
	if _, err := v.OpenText("other", sealed); engine.KindOf(err) != engine.Denied {
		t.Errorf("for another purpose: %v", err)
	}
	other, _ := engine.NewVault(bytes.Repeat([]byte{1}, engine.KeySize))
	for _, bad := range [][]byte{nil, sealed[:5], sealed[:len(sealed)-1]} {
		if _, err := v.OpenText("mail", bad); engine.KindOf(err) != engine.Denied {
			t.Errorf("%d bytes of it: %v", len(bad), err)
		}
	}
	if _, err := other.OpenText("mail", sealed); engine.KindOf(err) != engine.Denied {
		t.Errorf("with another key: %v", err)
	}
}
