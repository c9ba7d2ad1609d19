package bolt_test

import (
	"testing"

	"stanok/store/bolt"
)

func TestANetworkDiskIsKnownByItsKind(t *testing.T) {
	for magic, want := range map[uint32]string{0x6969: "NFS", 0xff534d42: "SMB", 0xfe534d42: "SMB", 0x01021997: "9P", 0xef53: "", 0x01021994: ""} { // ext4 and tmpfs are none
		if got := bolt.RemoteKinds[magic]; got != want {
			t.Errorf("%#x is %q, want %q", magic, got, want)
		}
	}
	if _, err := open(t, t.TempDir()).Room(); err != nil {
		t.Error(err)
	}
}
