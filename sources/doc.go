// Package sources holds what can begin an operation: a request to a webhook
// link, a tick of a schedule, a person's button.
//
// A source here is two things. Its engine.Source checks a config and says what
// expressions see as source; All lists those. What listens for the outside is
// apart: for the webhook it is an http.Handler, Webhook, made when there is an
// engine to give events to. Schedules need no such part, the engine keeps time.
//
// # From a request to an event
//
// What a request brings is never trusted to be what its header says. The bytes
// of a body decide whether they are JSON, XML, a form or text; the content type
// is asked only where bytes leave a doubt, and for the charset and the boundary
// that it alone knows. Each kind is read by one function into its own place:
// source.files is filled from parts of a multipart body and from nothing else.
//
// The record of an event (Event.Data) holds the request once, as it came, and
// the parameters found in it. The rest is worked out again from that when an
// expression asks for it.
package sources
