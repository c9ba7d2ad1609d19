package foreign

// Request is a request as it was written down.
type Request struct {
	Name    string // what it is called there; "" if nothing
	Method  string // upper case; "" for a sample alone
	URL     string // with its query only where that is no list of pairs
	Query   []Pair
	Headers []Pair
	Body    *Body

	// Holes are names in {braces} in the URL or a value, which stand for
	// something that was not written down.
	Holes []string

	// Answer is an example of what the service says; "" if none is known.
	Answer string
}

// Pair is a name and a value; a name may stand several times.
type Pair struct{ Name, Value string }

// Body is what a request sends.
type Body struct {
	Kind   Kind
	Text   string // of JSON and Text
	Fields []Pair // of Form and Multipart
}

// Kind is what a body consists of.
type Kind string

// The kinds there are.
const (
	JSON      Kind = "json"
	Form      Kind = "form"
	Multipart Kind = "multipart"
	Text      Kind = "text"
)

// Format is what a text turned out to be.
type Format string

// The formats there are.
const (
	Curl    Format = "curl"
	OpenAPI Format = "openapi"
	HAR     Format = "har"
	Postman Format = "postman"
	Sample  Format = "sample"
)

// header returns the first value of a header, and where it stands.
func (r *Request) header(name string) (string, int) {
	for i, h := range r.Headers {
		if equalFold(h.Name, name) {
			return h.Value, i
		}
	}
	return "", -1
}

// dropHeader takes out every header of a name.
func (r *Request) dropHeader(name string) {
	for {
		_, i := r.header(name)
		if i < 0 {
			return
		}
		r.Headers = append(r.Headers[:i:i], r.Headers[i+1:]...)
	}
}
