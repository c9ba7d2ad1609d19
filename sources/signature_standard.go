package sources

import (
	"crypto/ed25519"
	"crypto/sha256"
	"strings"

	"stanok/engine"
)

// standard is Standard Webhooks, and Svix, which differs in the names of its
// headers. A secret is whsec_ and the key in base64 or, to check signatures made
// with a private key, whpk_ and the public one.
type standard struct{}

const (
	standardSecret = "whsec_"
	standardPublic = "whpk_"
)

func (standard) secret() string { return "secret" }

func (p standard) given(c claim) (string, []string) {
	name := p.family(c) + "Signature"
	return name, c.r.Header[name]
}

// family is how the names of the sender's headers begin.
func (standard) family(c claim) string {
	if len(c.r.Header["Webhook-Signature"]) == 0 && len(c.r.Header["Svix-Signature"]) > 0 {
		return "Svix-"
	}
	return "Webhook-"
}

func (p standard) check(c claim, given string, k keys) *engine.Error {
	family := p.family(c)
	id, err := one(family+"Id", c.r.Header[family+"Id"])
	if err != nil {
		return err
	}
	stamp, err := one(family+"Timestamp", c.r.Header[family+"Timestamp"])
	if err != nil {
		return err
	}
	s := readStandard(given)
	if len(s.macs)+len(s.signed) == 0 {
		return refuse("webhook.signature_unreadable", "name", family+"Signature", "encoding", "v1,base64")
	}
	if err := fresh(family+"Timestamp", stamp, c.at); err != nil {
		return err
	}
	return s.check(k, []byte(id+"."+stamp+"."), c.body)
}

func (p standard) delivery(c claim, _ content) string { return c.r.Header.Get(p.family(c) + "Id") }

// standardSums are the signatures of one header; several while a secret is being
// changed.
type standardSums struct {
	macs   [][]byte // v1
	signed [][]byte // v1a, with a private key
}

// readStandard reads "v1,base64 v1a,base64". What it does not know it leaves out.
func readStandard(header string) (s standardSums) {
	for signature := range strings.FieldsSeq(header) {
		version, coded, _ := strings.Cut(signature, ",")
		sum, ok := decode64(coded)
		switch {
		case !ok:
		case version == "v1" && len(sum) == sha256.Size:
			s.macs = append(s.macs, sum)
		case version == "v1a" && len(sum) == ed25519.SignatureSize && len(s.signed) < maxSigned:
			s.signed = append(s.signed, sum)
		}
	}
	return s
}

// maxSigned is how many signatures with a private key are looked at, each of
// which takes a while.
const maxSigned = 5

func (s standardSums) check(k keys, head, body []byte) *engine.Error {
	usable, right := false, false
	for _, secret := range k.secrets {
		coded, public := strings.CutPrefix(secret, standardPublic)
		key, ok := decode64(strings.TrimPrefix(coded, standardSecret))
		switch {
		case !ok || len(key) == 0 || public && len(key) != ed25519.PublicKeySize:
		case public:
			usable, right = true, s.signedBy(key, head, body) || right
		default:
			usable, right = true, madeWith(key, hashes["sha256"], s.macs, head, body) || right
		}
	}
	switch {
	case right:
		return nil
	case !usable:
		return refuse("webhook.signature_key", "connection", k.connection, "form", standardSecret+"…")
	}
	return k.other("sha256")
}

func (s standardSums) signedBy(key ed25519.PublicKey, head, body []byte) bool {
	if len(s.signed) == 0 {
		return false
	}
	message := append(head[:len(head):len(head)], body...)
	for _, sum := range s.signed {
		if ed25519.Verify(key, message, sum) {
			return true
		}
	}
	return false
}
