// Package origin tells where a value of an operation came from: back through
// the actions it passed, to the parameter that was received, each with the value
// that it had there.
//
//	sent to Envybox   ["body"]["phone"]   79215550137
//	 └── Build the lead   {{ digits(fields.client_phone) }}
//	      └── Read the request   ["request"][0]["client_phone"]   +7 921 555-01-37
//	           └── Get the request   asked with {{ source.r_id }}
//	                └── Webhook   r_id   48211
//
// It is worked out from what is on record: the version the operation ran, and
// what its steps were given and gave. Nothing is run again.
package origin
