// Package senders holds the tests in which those who send webhooks sign them with
// their own libraries, in Go and in JavaScript, and send them to the running
// program. They need STANOK_BIN and Node; ./task check:senders has both.
package senders
