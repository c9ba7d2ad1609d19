package egress_test

import (
	"reflect"
	"strings"
	"testing"

	"stanok/engine/egress"
)

func TestParseAllowReadsNetworksWithAndWithoutPort(t *testing.T) {
	for list, want := range map[string]string{
		"":                                    "",
		" , ":                                 "",
		"10.0.0.0/8":                          "10.0.0.0/8",
		"127.0.0.1/32:18080, 10.0.0.0/8":      "127.0.0.1/32:18080 10.0.0.0/8",
		"10.1.2.3/8:80":                       "10.0.0.0/8:80",
		"192.168.1.7":                         "192.168.1.7/32",
		"192.168.1.7:9000":                    "192.168.1.7/32:9000",
		"::1":                                 "::1/128",
		"fd00::/8":                            "fd00::/8",
		"[fd00::/8]:443":                      "[fd00::/8]:443",
		"[::1]:8080 [fe80::/10]":              "[::1/128]:8080 fe80::/10",
		"::ffff:10.0.0.0/104":                 "10.0.0.0/8",
		"[::ffff:127.0.0.1]:80":               "127.0.0.1/32:80",
		"\t10.0.0.0/8\n172.16.0.0/12:5432\n ": "10.0.0.0/8 172.16.0.0/12:5432",
	} {
		rules, err := egress.ParseAllow(list)
		if err != nil {
			t.Errorf("%q: %v", list, err)
		}
		var got []string
		for _, r := range rules {
			got = append(got, r.String())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q is %v, want %s", list, got, want)
		}
	}
}

func TestParseAllowTellsEveryMistake(t *testing.T) {
	_, err := egress.ParseAllow("10.0.0.0/33, example.com:80 127.0.0.1:0 10.0.0.0/8:70000 [::1 10.0.0.1: [::1]: [::1]80 ::ffff:0.0.0.0/90")
	if err == nil {
		t.Fatal("accepted")
	}
	if lines := strings.Split(err.Error(), "\n"); len(lines) != 9 {
		t.Errorf("%d mistakes told, want 9:\n%v", len(lines), err)
	}
}

func FuzzAllow(f *testing.F) {
	for _, s := range []string{"10.0.0.0/8:80", "[fd00::/8]:443", "::1", "127.0.0.1", "a:b:c", "[", "fe80::1%eth0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, list string) {
		rules, err := egress.ParseAllow(list)
		if err != nil {
			return
		}
		for _, r := range rules {
			again, err := egress.ParseAllow(r.String())
			if err != nil || !reflect.DeepEqual(again, []egress.AllowRule{r}) {
				t.Fatalf("%v reads back as %v, %v", r, again, err)
			}
		}
	})
}
