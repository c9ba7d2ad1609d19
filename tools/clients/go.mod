// The tests in which clients that others wrote talk to the stand-ins. The
// application never imports them.
module stanok/tools/clients

go 1.26.0

require stanok v0.0.0-00010101000000-000000000000

require (
	github.com/emersion/go-sasl v0.0.0-20241020182733-b788ff22d5a6 // indirect
	github.com/emersion/go-smtp v0.25.1 // indirect
	github.com/goccy/go-yaml v1.19.2 // indirect
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace stanok => ../../
