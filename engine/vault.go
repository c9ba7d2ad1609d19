package engine

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
)

// KeySize is the length of a vault's key, in bytes.
const KeySize = 32

// Vault seals and opens the secrets of connections with AES-256-GCM. What it
// seals for one connection and version opens for no other.
type Vault struct{ aead cipher.AEAD }

// NewVault returns a vault for a key of KeySize bytes.
func NewVault(key []byte) (*Vault, error) {
	if len(key) != KeySize {
		return nil, &Error{Kind: Invalid, Code: "secret.key", Args: map[string]string{"size": fmt.Sprint(KeySize)}}
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &Vault{aead}, nil
}

// Seal returns c as it is stored.
func (v *Vault) Seal(ws WorkspaceID, c Connection) (SealedConnection, error) {
	sealed := SealedConnection{Connection: c}
	sealed.Secrets = nil
	plain := make(map[string]string, len(c.Secrets))
	for name, secret := range c.Secrets {
		plain[name] = secret.Reveal()
		sealed.SecretNames = append(sealed.SecretNames, name)
	}
	slices.Sort(sealed.SecretNames)
	text, err := json.Marshal(plain)
	if err != nil {
		return sealed, err
	}
	nonce := make([]byte, v.aead.NonceSize())
	_, _ = rand.Read(nonce)
	sealed.Sealed = v.aead.Seal(nonce, nonce, text, boundTo(ws, c))
	return sealed, nil
}

// Open returns the connection with its secrets. It fails with Denied, code
// "secret.unreadable", if they were sealed under another key or tampered with.
func (v *Vault) Open(ws WorkspaceID, s SealedConnection) (Connection, error) {
	c := s.Connection
	bad := &Error{Kind: Denied, Code: "secret.unreadable", Args: map[string]string{"connection": c.Name}}
	if len(s.Sealed) < v.aead.NonceSize() {
		return c, bad
	}
	nonce, text := s.Sealed[:v.aead.NonceSize()], s.Sealed[v.aead.NonceSize():]
	text, err := v.aead.Open(nil, nonce, text, boundTo(ws, c))
	if err != nil {
		return c, bad
	}
	plain := map[string]string{}
	if err := json.Unmarshal(text, &plain); err != nil {
		return c, bad
	}
	c.Secrets = make(map[string]Secret, len(plain))
	for name, secret := range plain {
		c.Secrets[name] = Secret(secret)
	}
	return c, nil
}

// SealText returns a secret as it is stored. It opens for no other purpose.
func (v *Vault) SealText(purpose string, s Secret) []byte {
	nonce := make([]byte, v.aead.NonceSize())
	_, _ = rand.Read(nonce)
	return v.aead.Seal(nonce, nonce, []byte(s.Reveal()), forPurpose(purpose))
}

// OpenText returns what SealText has sealed for a purpose. It fails with Denied,
// code "secret.sealed", if that was under another key, or tampered with.
func (v *Vault) OpenText(purpose string, sealed []byte) (Secret, error) {
	n := v.aead.NonceSize()
	if len(sealed) >= n {
		if text, err := v.aead.Open(nil, sealed[:n], sealed[n:], forPurpose(purpose)); err == nil {
			return Secret(text), nil
		}
	}
	return "", &Error{Kind: Denied, Code: "secret.sealed", Args: map[string]string{"purpose": purpose}}
}

func forPurpose(purpose string) []byte { return []byte("text\x00" + purpose) }

func boundTo(ws WorkspaceID, c Connection) []byte {
	return fmt.Appendf(nil, "connection\x00%s\x00%s\x00%d", ws, c.ID, c.Version)
}

// Keys opens connections by name: what actions are given as their Keyring.
type Keys struct {
	Store Connections
	Vault *Vault
}

// Open implements Keyring.
func (k Keys) Open(ctx context.Context, ws WorkspaceID, name string) (Connection, error) {
	sealed, err := k.Store.ConnectionByName(ctx, ws, name)
	if err != nil && KindOf(err) == NotFound {
		return Connection{}, &Error{Kind: NotFound, Code: "connection.missing", Args: map[string]string{"name": name}}
	}
	if err != nil {
		return Connection{}, err
	}
	return k.Vault.Open(ws, sealed)
}
