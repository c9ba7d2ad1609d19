package actions

import (
	"strconv"
	"strings"

	"stanok/engine/eval"
)

// What may be remembered at most, in bytes.
const (
	maxMemoryKey   = 512
	maxMemoryValue = 256 << 10
)

// memoryKey works out a key under which something is remembered.
func memoryKey(field string, key *eval.Text, env eval.Env) (string, error) {
	k, err := key.String(env)
	if err != nil {
		return "", within(field, err)
	}
	switch {
	case strings.TrimSpace(k) == "":
		return "", within(field, refused("value.missing", "name", field))
	case len(k) > maxMemoryKey:
		return "", within(field, refused("value.limit", "name", field, "limit", strconv.Itoa(maxMemoryKey)))
	}
	return k, nil
}
