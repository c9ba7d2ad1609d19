// Package wire reads and writes the texts that services exchange: XML, web
// forms, CSV and HTML, in the charsets they come in. What is read becomes plain
// values, as JSON does; what is written is always well formed.
//
// Everything that is read is bounded in depth and in the number of values, since
// it comes from outside. A reader fails with an *engine.Error of kind Invalid.
package wire
