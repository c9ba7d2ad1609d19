package sources

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"strconv"
	"strings"

	"stanok/engine"
	"stanok/engine/wire"
)

// isMultipart reports whether a body begins with the boundary its label names.
func isMultipart(raw string, l label) bool {
	if l.media != "multipart/form-data" || l.boundary == "" {
		return false
	}
	return strings.HasPrefix(strings.TrimPrefix(raw, "\r\n"), "--"+l.boundary)
}

// parseMultipart reads the fields of a multipart form, as wire.Form does, and
// its files: a list of {field, name, type, size, base64}. A file is what was
// sent; there is nothing in it that names a place on a disk.
func parseMultipart(raw string, l label) (map[string]any, []any, error) {
	root, files := &wire.FormTree{}, []any{}
	parts := multipart.NewReader(strings.NewReader(raw), l.boundary)
	for n := 0; ; n++ {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) && isWhole(raw, l.boundary) {
			return root.Object(), files, nil
		}
		if err != nil {
			return nil, nil, notForm(err)
		}
		if n >= wire.MaxFormKeys {
			return nil, nil, wire.TooMuch("keys", wire.MaxFormKeys)
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, notForm(err)
		}
		name, ok := wire.CharsetNamed(l.charset).OrUTF8(part.FormName())
		if !ok {
			return nil, nil, wire.NotText("")
		}
		if isFile(part) {
			if file, ok := fileOf(part, name, data, l); ok {
				files = append(files, file)
			}
			continue
		}
		value, ok := partCharset(part, l).Text(string(data))
		if !ok {
			return nil, nil, wire.NotText(name)
		}
		if err := root.Add(name, value); err != nil {
			return nil, nil, err
		}
	}
}

// isWhole reports whether a form has its last boundary. One that was cut off
// ends for its reader too, and what is missing would be missed by nobody.
func isWhole(raw, boundary string) bool {
	last := "--" + boundary + "--"
	return strings.HasPrefix(raw, last) || strings.Contains(raw, "\n"+last)
}

// isFile reports whether a part was made by a file input.
func isFile(p *multipart.Part) bool {
	return strings.Contains(strings.ToLower(p.Header.Get("Content-Disposition")), "filename")
}

// fileOf describes a file. It is false for a file input that was left empty.
func fileOf(p *multipart.Part, field string, data []byte, l label) (map[string]any, bool) {
	name, _ := wire.CharsetNamed(l.charset).OrUTF8(p.FileName())
	if name == "" && len(data) == 0 {
		return nil, false
	}
	return map[string]any{
		"field":  field,
		"name":   name,
		"type":   strings.ToValidUTF8(p.Header.Get("Content-Type"), "\uFFFD"),
		"size":   json.Number(strconv.Itoa(len(data))),
		"base64": base64.StdEncoding.EncodeToString(data),
	}, true
}

func partCharset(p *multipart.Part, l label) wire.Charset {
	if own := readLabel(p.Header.Get("Content-Type")).charset; own != "" {
		return wire.CharsetNamed(own)
	}
	return wire.CharsetNamed(l.charset)
}

func notForm(err error) error {
	return &engine.Error{Kind: engine.Invalid, Code: "parse.not_form", Err: err}
}
