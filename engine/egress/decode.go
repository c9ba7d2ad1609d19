package egress

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"strings"
)

// brokenEncoding says that an answer is not in the encoding it claims, or that
// nobody asked for that one.
type brokenEncoding struct{ name string }

func (b *brokenEncoding) Error() string { return "the answer's encoding " + b.name + " cannot be read" }

// plainText is an answer without its encoding.
type plainText struct {
	io.Reader
	name    string
	release func()
}

// Read keeps the errors of the connection apart from those of the encoding.
func (p *plainText) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	var corrupt flate.CorruptInputError
	if errors.As(err, &corrupt) || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) ||
		errors.Is(err, zlib.ErrHeader) || errors.Is(err, zlib.ErrChecksum) || errors.Is(err, zlib.ErrDictionary) {
		err = &brokenEncoding{p.name}
	}
	return n, err
}

// decoded returns what body says without its encoding. We ask for gzip alone,
// but some servers answer with deflate unasked. An empty body has no encoding.
func (m *room) decoded(body io.Reader, encoding string) (*plainText, error) {
	name := strings.ToLower(strings.TrimSpace(encoding))
	if name == "" || name == "identity" {
		return &plainText{body, "", func() {}}, nil
	}
	in := bufio.NewReaderSize(body, 4<<10)
	start, err := in.Peek(2)
	if len(start) == 0 && err == io.EOF {
		return &plainText{in, "", func() {}}, nil
	}
	switch name {
	case "gzip", "x-gzip":
		return m.gunzip(in)
	case "deflate":
		return inflate(in, start), nil
	}
	return nil, &brokenEncoding{printable(name)}
}

func (m *room) gunzip(in *bufio.Reader) (*plainText, error) {
	z := m.gunzips.Get().(*gzip.Reader)
	if err := z.Reset(in); err != nil {
		m.gunzips.Put(z)
		if errors.Is(err, gzip.ErrHeader) {
			err = &brokenEncoding{"gzip"}
		}
		return nil, err
	}
	return &plainText{z, "gzip", func() { m.gunzips.Put(z) }}, nil
}

// inflate reads deflate as the standard has it, wrapped in zlib, and as some
// servers send it, bare.
func inflate(in *bufio.Reader, start []byte) *plainText {
	if len(start) == 2 && start[0]&0x0f == 8 && (int(start[0])<<8|int(start[1]))%31 == 0 {
		if z, err := zlib.NewReader(in); err == nil {
			return &plainText{z, "deflate", func() {}}
		}
	}
	return &plainText{flate.NewReader(in), "deflate", func() {}}
}
