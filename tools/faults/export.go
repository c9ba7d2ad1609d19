package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"
)

// export is the checksum of all that is stored, by what it is of: each processing,
// each table, and of the operations that had ended by a time the newest so many, or
// all if some is 0, each with its steps and data.
func (h *house) export(until time.Time, some int) (map[string][32]byte, error) {
	all := map[string][32]byte{}
	for _, kind := range []string{"/processings", "/tables"} {
		var list struct{ Items []struct{ ID string } }
		if err := h.Call(http.MethodGet, kind, "", nil, &list); err != nil {
			return nil, err
		}
		for _, one := range list.Items {
			if err := h.sum(all, kind+"/"+one.ID); err != nil {
				return nil, err
			}
		}
	}
	if len(all) == 0 {
		return nil, errors.New("there is nothing in it")
	}
	for filter, seen := (url.Values{"limit": {"500"}}), 0; ; {
		page, next, err := h.Operations(filter)
		if err != nil {
			return nil, err
		}
		for _, op := range page {
			ended, err := time.Parse(time.RFC3339Nano, op.FinishedAt)
			if err != nil || !ended.Before(until) {
				continue // it had not ended
			}
			if err := h.sum(all, "/operations/"+op.ID); err != nil {
				return nil, err
			}
			if seen++; seen == some {
				return all, nil
			}
		}
		if next == "" {
			return all, nil
		}
		filter.Set("cursor", next)
	}
}

// sum notes the checksum of what is at a path of the API. The addresses of the
// program in it, which links and events have, are left out.
func (h *house) sum(all map[string][32]byte, path string) error {
	var body json.RawMessage
	if err := h.Call(http.MethodGet, path, "", nil, &body); err != nil {
		return err
	}
	for _, addr := range append(h.former, h.Addr) {
		body = bytes.ReplaceAll(body, []byte(addr), nil)
	}
	all[path] = sha256.Sum256(body)
	return nil
}
