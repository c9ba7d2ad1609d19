package foreign

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
)

// isCurl reports whether a text begins as a cURL command does.
func isCurl(text string) bool {
	text = strings.TrimPrefix(text, "$ ")
	first, _, _ := strings.Cut(strings.ReplaceAll(text, "\n", " "), " ")
	return first == "curl" || first == "curl.exe"
}

// readCurl reads a cURL command.
func readCurl(text string) (Request, error) {
	args, ok := words(strings.TrimPrefix(text, "$ "))
	if !ok {
		return Request{}, wrong("foreign.quote")
	}
	var c command
	if err := c.read(args[1:]); err != nil {
		return Request{}, err
	}
	if c.url == "" {
		return Request{}, wrong("foreign.none")
	}
	return c.request(), nil
}

// command is what a cURL command says.
type command struct {
	method, url    string
	data           []string
	query          []string
	form           []Pair
	headers        []Pair
	cookies        []string
	get, head, own bool // own: it has data
}

// Options with a value, by what they are for. The short ones stand in letters.
const (
	meant   = "XHdFuAebr"         // make the request what it is
	ignored = "omwcxETKCDPQtUyYz" // say how to send it, or where to put the answer
)

var (
	meantLong = []string{
		"request", "header", "data", "data-raw", "data-ascii", "data-binary", "data-urlencode", "json", "form", "form-string", "user",
		"user-agent", "referer", "cookie", "url", "url-query", "oauth2-bearer", "range",
	}
	ignoredLong = []string{
		"output", "max-time", "connect-timeout", "write-out", "cookie-jar", "retry", "retry-delay", "retry-max-time", "proxy", "proxy-user",
		"cacert", "capath", "cert", "cert-type", "key", "key-type", "pass", "resolve", "connect-to", "limit-rate", "max-redirs", "max-filesize",
		"ciphers", "tls-max", "interface", "dump-header", "stderr", "trace", "trace-ascii", "unix-socket", "dns-servers", "keepalive-time",
		"speed-limit", "speed-time", "noproxy", "socks5", "socks5-hostname", "happy-eyeballs-timeout-ms", "expect100-timeout", "doh-url",
	}
	reading   = []string{"upload-file", "config", "T", "K"}
	shortLong = map[string]string{
		"X": "request", "H": "header", "d": "data", "F": "form", "u": "user", "A": "user-agent", "e": "referer", "b": "cookie", "r": "range",
		"G": "get", "I": "head",
	}
)

func (c *command) read(args []string) error {
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		switch {
		case arg == "--next" || arg == "-:":
			return nil
		case strings.HasPrefix(arg, "--") && len(arg) > 2:
			name, value, joined := strings.Cut(arg[2:], "=")
			if !joined && (slices.Contains(meantLong, name) || slices.Contains(ignoredLong, name) || slices.Contains(reading, name)) {
				if len(args) == 0 {
					return wrong("foreign.quote")
				}
				value, args = args[0], args[1:]
			}
			if err := c.take(name, value); err != nil {
				return err
			}
		case strings.HasPrefix(arg, "-") && len(arg) > 1:
			rest, err := c.letters(arg[1:], args)
			if err != nil {
				return err
			}
			args = rest
		case c.url == "":
			c.url = arg
		}
	}
	return nil
}

// letters reads options that stand together, as -sSX POST or -XPOST.
func (c *command) letters(letters string, args []string) ([]string, error) {
	for i := range len(letters) {
		name := letters[i : i+1]
		if !strings.Contains(meant+ignored, name) {
			if err := c.take(name, ""); err != nil {
				return nil, err
			}
			continue
		}
		value := letters[i+1:]
		if value == "" {
			if len(args) == 0 {
				return nil, wrong("foreign.quote")
			}
			value, args = args[0], args[1:]
		}
		return args, c.take(name, value)
	}
	return args, nil
}

// take does what an option says.
func (c *command) take(name, value string) error {
	if long := shortLong[name]; long != "" {
		name = long
	}
	switch name {
	case "request":
		c.method = strings.ToUpper(value)
	case "url":
		c.url = value
	case "url-query":
		c.query = append(c.query, encoded(value))
	case "header":
		return c.header(value)
	case "json":
		c.headers = append(c.headers, Pair{"Content-Type", "application/json"}, Pair{"Accept", "application/json"})
		return c.add(value, false)
	case "data", "data-ascii", "data-binary":
		return c.add(value, true)
	case "data-raw":
		return c.add(value, false)
	case "data-urlencode":
		return c.urlencode(value)
	case "form", "form-string":
		return c.field(value, name == "form")
	case "user":
		c.headers = append(c.headers, Pair{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte(value))})
	case "oauth2-bearer":
		c.headers = append(c.headers, Pair{"Authorization", "Bearer " + value})
	case "user-agent":
		c.headers = append(c.headers, Pair{"User-Agent", value})
	case "referer":
		c.headers = append(c.headers, Pair{"Referer", strings.TrimSuffix(value, ";auto")})
	case "range":
		c.headers = append(c.headers, Pair{"Range", "bytes=" + value})
	case "cookie":
		if !strings.Contains(value, "=") {
			return wrong("foreign.file", "name", value)
		}
		c.cookies = append(c.cookies, value)
	case "get":
		c.get = true
	case "head":
		c.head = true
	}
	if slices.Contains(reading, name) {
		return wrong("foreign.file", "name", value)
	}
	return nil
}

// header reads "Name: value"; "Name:" takes a header away and "Name;" sends an
// empty one.
func (c *command) header(value string) error {
	if strings.HasPrefix(value, "@") {
		return wrong("foreign.file", "name", value[1:])
	}
	name, v, ok := strings.Cut(value, ":")
	v = strings.TrimSpace(v)
	if ofTheSender(name) {
		return nil
	}
	if empty := strings.TrimSuffix(name, ";"); !ok && empty != name {
		c.headers = append(c.headers, Pair{strings.TrimSpace(empty), ""})
	} else if ok && v != "" {
		c.headers = append(c.headers, Pair{strings.TrimSpace(name), v})
	}
	return nil
}

func (c *command) add(value string, files bool) error {
	if files && strings.HasPrefix(value, "@") {
		return wrong("foreign.file", "name", value[1:])
	}
	c.own = true
	c.data = append(c.data, value)
	return nil
}

func (c *command) urlencode(value string) error {
	if name, _, eq := strings.Cut(value, "="); !eq && strings.Contains(name, "@") {
		return wrong("foreign.file", "name", value)
	}
	return c.add(encoded(value), false)
}

// encoded is a value as --data-urlencode sends it: the name stands as it is.
func encoded(value string) string {
	name, v, eq := strings.Cut(value, "=")
	switch {
	case !eq:
		return url.QueryEscape(value)
	case name == "":
		return url.QueryEscape(v)
	}
	return name + "=" + url.QueryEscape(v)
}

func (c *command) field(value string, special bool) error {
	name, v, _ := strings.Cut(value, "=")
	if special && (strings.HasPrefix(v, "@") || strings.HasPrefix(v, "<")) {
		return wrong("foreign.file", "name", v[1:])
	}
	if special {
		v = plainOf(v)
	}
	c.form = append(c.form, Pair{name, v})
	return nil
}

// plainOf is a value of a part without what follows it after a semicolon, such as
// its type. Inside quotes a semicolon is one.
func plainOf(v string) string {
	if !strings.HasPrefix(v, `"`) {
		v, _, _ = strings.Cut(v, ";")
		return v
	}
	var b strings.Builder
	for i := 1; i < len(v) && v[i] != '"'; i++ {
		if v[i] == '\\' && i+1 < len(v) {
			i++
		}
		b.WriteByte(v[i])
	}
	return b.String()
}

// request is what the command sends.
func (c *command) request() Request {
	r := Request{Method: c.method, URL: c.url, Headers: c.headers}
	if !strings.Contains(r.URL, "://") {
		r.URL = "http://" + strings.TrimPrefix(r.URL, "//")
	}
	data := strings.Join(c.data, "&")
	more := c.query
	if c.get && data != "" {
		more = append(more, data)
		data = ""
	}
	if len(more) > 0 {
		r.URL, _, _ = strings.Cut(r.URL, "#")
		r.URL += map[bool]string{true: "&", false: "?"}[strings.Contains(r.URL, "?")] + strings.Join(more, "&")
	}
	r.splitQuery()
	if len(c.cookies) > 0 {
		r.Headers = append(r.Headers, Pair{"Cookie", strings.Join(c.cookies, "; ")})
	}
	switch {
	case len(c.form) > 0:
		r.Body = &Body{Kind: Multipart, Fields: c.form}
		r.dropHeader("Content-Type")
	case c.own && !c.get:
		r.setBody(data, "application/x-www-form-urlencoded")
	}
	if r.Method == "" {
		r.Method = c.usual(r.Body)
	}
	return r
}

// usual is the method a command has that names none.
func (c *command) usual(b *Body) string {
	switch {
	case c.head:
		return "HEAD"
	case b != nil:
		return "POST"
	}
	return "GET"
}

// setBody takes what a request sends: JSON as JSON, a form as its fields, else
// text. The header that says which goes where it then goes without saying.
func (r *Request) setBody(data, usual string) {
	media, at := r.header("Content-Type")
	if at < 0 {
		media = usual
	}
	kind, _, _ := strings.Cut(strings.ToLower(media), ";")
	kind = strings.TrimSpace(kind)
	pairs, isForm := readPairs(data)
	switch {
	case (kind == "application/json" || at < 0 && strings.HasPrefix(strings.TrimSpace(data), "{")) && json.Valid([]byte(data)):
		r.Body = &Body{Kind: JSON, Text: data}
		if media == "application/json" {
			r.dropHeader("Content-Type")
		}
	case kind == "application/x-www-form-urlencoded" && isForm && data != "":
		r.Body = &Body{Kind: Form, Fields: pairs}
		r.dropHeader("Content-Type")
	default:
		r.Body = &Body{Kind: Text, Text: data}
		if at < 0 && media != "" {
			r.Headers = append(r.Headers, Pair{"Content-Type", media})
		}
	}
}
