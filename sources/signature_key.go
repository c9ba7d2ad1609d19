package sources

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"hash"

	"stanok/engine"
)

// keys are the secrets that a sender may prove itself with: the connection's
// own and, while a sender changes over, the one before.
type keys struct {
	connection string // its name
	conn       engine.Connection
	secrets    []string // none is empty
}

// formerly stands before the name of the secret that was.
const formerly = "previous_"

func keysOf(connection string, conn engine.Connection, secret string) keys {
	k := keys{connection: connection, conn: conn}
	for _, n := range []string{secret, formerly + secret} {
		if s := conn.Secrets[n].Reveal(); s != "" {
			k.secrets = append(k.secrets, s)
		}
	}
	return k
}

// has reports whether a text is one of the secrets. How long it takes does not
// depend on where they differ.
func (k keys) has(given string) bool {
	found := false
	for _, secret := range k.secrets {
		found = same(given, secret) || found
	}
	return found
}

// made reports whether one of sums was made of a message with one of the
// secrets.
func (k keys) made(h func() hash.Hash, sums [][]byte, message ...[]byte) bool {
	found := false
	for _, secret := range k.secrets {
		found = madeWith([]byte(secret), h, sums, message...) || found
	}
	return found
}

// other is the reason when a signature is well written and is of something else.
func (k keys) other(algorithm string) *engine.Error {
	return refuse("webhook.signature_other", "connection", k.connection, "algorithm", algorithm)
}

func madeWith(key []byte, h func() hash.Hash, sums [][]byte, message ...[]byte) bool {
	mac := hmac.New(h, key)
	for _, part := range message {
		mac.Write(part)
	}
	right, found := mac.Sum(nil), false
	for _, sum := range sums {
		found = hmac.Equal(right, sum) || found
	}
	return found
}

// same compares without telling by its time where two texts differ. Nothing is
// the same as a secret that is not set.
func same(given, secret string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(secret))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1 && secret != ""
}

// algorithms are the hashes that documents may name, the usual one first.
var algorithms = []string{"sha256", "sha1", "sha512", "md5"}

var hashes = map[string]func() hash.Hash{"md5": md5.New, "sha1": sha1.New, "sha256": sha256.New, "sha512": sha512.New}

// short says which algorithm a signature is likely of, when it is as long as
// those of another than the one that is asked for.
func short(name, algorithm string, sum []byte) *engine.Error {
	if len(sum) == hashes[algorithm]().Size() {
		return nil
	}
	for _, other := range algorithms {
		if len(sum) == hashes[other]().Size() {
			return refuse("webhook.signature_length", "name", name, "algorithm", algorithm, "other", other)
		}
	}
	return refuse("webhook.signature_length", "name", name, "algorithm", algorithm)
}
