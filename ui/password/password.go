// Package password writes passwords down so that nobody can read them, and
// refuses those that are guessed first.
//
// They are kept as Argon2id, in the form that names its parameters, with which
// each is checked: others can be chosen later without anybody's doing.
package password

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"stanok/engine"
)

// What one password costs.
const (
	memory  = 19 << 10 // KiB
	passes  = 2
	lanes   = 1
	keySize = 32
	salt    = 16
)

// How many are worked at once, and how many more may wait for that.
const (
	atOnce  = 2
	waiting = 30
)

// Hasher writes passwords down and checks them. It is safe for concurrent use,
// and needs a bounded amount of memory however many ask.
type Hasher struct {
	room  chan struct{}
	works chan struct{}
	none  engine.Secret // nobody's
}

// NewHasher returns a Hasher.
func NewHasher() *Hasher {
	h := &Hasher{room: make(chan struct{}, atOnce+waiting), works: make(chan struct{}, atOnce)}
	h.none = encode(make([]byte, salt), make([]byte, keySize))
	return h
}

// Hash returns a password as it is kept. It fails with Unavailable, code
// "auth.busy", if too many ask at once.
func (h *Hasher) Hash(ctx context.Context, plain engine.Secret) (kept engine.Secret, err error) {
	err = h.work(ctx, func() {
		own := make([]byte, salt)
		_, _ = rand.Read(own) // never fails
		kept = encode(own, key(plain, own, memory, passes, lanes, keySize))
	})
	return kept, err
}

// Fits reports whether a password is the one that is kept. Nothing kept, "", fits
// no password, and takes as long. It fails as Hash does, and with Internal if
// what is kept is not what Hash returned.
func (h *Hasher) Fits(ctx context.Context, plain, kept engine.Secret) (fits bool, err error) {
	nobody := kept == ""
	if nobody {
		kept = h.none
	}
	p, err := decode(kept)
	if err != nil {
		return false, err
	}
	err = h.work(ctx, func() {
		got := key(plain, p.salt, p.memory, p.passes, p.lanes, uint32(len(p.key)))
		fits = subtle.ConstantTimeCompare(got, p.key) == 1 && !nobody
	})
	return fits, err
}

func (h *Hasher) work(ctx context.Context, do func()) error {
	select {
	case h.room <- struct{}{}:
	default:
		return &engine.Error{Kind: engine.Unavailable, Code: "auth.busy"}
	}
	defer func() { <-h.room }()
	select {
	case h.works <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-h.works }()
	do()
	return nil
}

// key takes a password as it was typed: letters that look the same are the same
// on every keyboard.
func key(plain engine.Secret, salt []byte, memory, passes uint32, lanes uint8, size uint32) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(plain.Reveal())), salt, passes, memory, lanes, size)
}

// parts are what is written down of a password.
type parts struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

var text = base64.RawStdEncoding

func encode(salt, key []byte) engine.Secret {
	return engine.Secret(fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, memory, passes, lanes, text.EncodeToString(salt), text.EncodeToString(key)))
}

// Bounds of what is read, so that a damaged record costs no more than another.
const (
	mostMemory = 256 << 10 // KiB
	mostPasses = 16
)

func decode(kept engine.Secret) (p parts, err error) {
	fields := strings.Split(kept.Reveal(), "$")
	version := 0
	if len(fields) == 6 && fields[1] == "argon2id" {
		_, err = fmt.Sscanf(fields[2]+" "+fields[3], "v=%d m=%d,t=%d,p=%d", &version, &p.memory, &p.passes, &p.lanes)
	}
	if err != nil || version != argon2.Version || p.memory > mostMemory || p.passes > mostPasses || p.passes == 0 || p.lanes == 0 {
		return p, fmt.Errorf("a kept password cannot be read")
	}
	if p.salt, err = text.DecodeString(fields[4]); err != nil {
		return p, fmt.Errorf("reading the salt of a password: %w", err)
	}
	if p.key, err = text.DecodeString(fields[5]); err != nil || len(p.key) != keySize {
		return p, fmt.Errorf("reading the key of a password: %d bytes", len(p.key))
	}
	return p, nil
}
