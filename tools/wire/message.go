// Package wire is a small HTTP/1.1 codec for both ends of a measurement.
//
// The load generator and the sink share the machine's cores with the program
// that they measure, so a message must cost them far less than it costs the
// program. The codec keeps its buffers, allocates nothing per message and knows
// only what the measured programs send: lengths, chunks and Connection: close.
package wire

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// maxBody bounds what one message may hold, in bytes.
const maxBody = 16 << 20

// bufferSize holds the longest header line that is read.
const bufferSize = 16 << 10

// Message is one request or answer. Its bytes are valid until the next message
// is read into it.
type Message struct {
	First []byte // the request line or the status line
	Body  []byte
	Close bool // the peer closes the connection after this message
}

// Read reads the next message. io.EOF means that the connection ended between
// two messages; every other error leaves the connection unusable.
func (m *Message) Read(r *bufio.Reader) error {
	line, err := readLine(r)
	if err != nil {
		return err
	}
	m.First = append(m.First[:0], line...)
	m.Body, m.Close = m.Body[:0], false
	length, err := m.readHeader(r)
	switch {
	case err != nil:
	case length == chunked:
		err = m.readChunks(r)
	case length > 0:
		err = m.readBody(r, length)
	}
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Target is the method and the path of a request.
func (m *Message) Target() (method, path []byte) {
	method, rest, _ := bytes.Cut(m.First, []byte(" "))
	path, _, _ = bytes.Cut(rest, []byte(" "))
	return method, path
}

// Status is the status of an answer.
func (m *Message) Status() (int, error) {
	_, rest, _ := bytes.Cut(m.First, []byte(" "))
	code, _, _ := bytes.Cut(rest, []byte(" "))
	status, err := strconv.Atoi(string(code))
	if err != nil || !bytes.HasPrefix(m.First, []byte("HTTP/1.")) {
		return 0, fmt.Errorf("reading the status line %q", m.First)
	}
	return status, nil
}

// chunked is the length of a body that comes in chunks.
const chunked = -1

func (m *Message) readHeader(r *bufio.Reader) (length int, err error) {
	for {
		line, err := readLine(r)
		if err != nil || len(line) == 0 {
			return length, err
		}
		name, value, found := bytes.Cut(line, []byte(":"))
		if !found {
			return 0, fmt.Errorf("reading the header line %q", line)
		}
		value = bytes.TrimSpace(value)
		switch {
		case bytes.EqualFold(name, []byte("content-length")):
			length, err = strconv.Atoi(string(value))
			if err != nil || length < 0 || length > maxBody {
				return 0, fmt.Errorf("reading the length %q", value)
			}
		case bytes.EqualFold(name, []byte("transfer-encoding")):
			length = chunked
		case bytes.EqualFold(name, []byte("connection")):
			m.Close = bytes.EqualFold(value, []byte("close"))
		}
	}
}

func (m *Message) readChunks(r *bufio.Reader) error {
	for {
		line, err := readLine(r)
		if err != nil {
			return err
		}
		digits, _, _ := bytes.Cut(line, []byte(";"))
		size, err := strconv.ParseUint(string(bytes.TrimSpace(digits)), 16, 31)
		if err != nil || len(m.Body)+int(size) > maxBody {
			return fmt.Errorf("reading the chunk size %q", line)
		}
		if size == 0 {
			return skipTrailer(r)
		}
		if err := m.readBody(r, int(size)); err != nil {
			return err
		}
		if _, err := readLine(r); err != nil {
			return err
		}
	}
}

// readBody appends the next n bytes to the body.
func (m *Message) readBody(r *bufio.Reader, n int) error {
	old := len(m.Body)
	m.Body = slices.Grow(m.Body, n)[:old+n]
	_, err := io.ReadFull(r, m.Body[old:])
	return err
}

func skipTrailer(r *bufio.Reader) error {
	for {
		line, err := readLine(r)
		if err != nil || len(line) == 0 {
			return err
		}
	}
}

func readLine(r *bufio.Reader) ([]byte, error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	return bytes.TrimRight(line, "\r\n"), nil
}
