package standin

import "time"

// UONQuirks are what sources disagree about, or what happens only at times.
// The zero value is U-ON as most working clients see it.
type UONQuirks struct {
	// NotFoundAsEmpty answers a read of an unknown id with {"request":[]} and
	// 200, instead of {"result":404,…} and 404. Both were seen.
	NotFoundAsEmpty bool

	// ErrorsAs200 sends every {"result":4xx,…} with HTTP status 200.
	ErrorsAs200 bool

	// LeadAsRequest wraps a single lead as "request" without "result", as
	// instructions written for requests expect; the real wrapper is "lead".
	LeadAsRequest bool

	// FreshReads is how many first reads of a record find it without its
	// client. Receivers that read right after the webhook met this, and wait.
	FreshReads int

	// FreshFor is how long a record is without its client, counted from its
	// creation or its webhook, else from its first read.
	FreshFor time.Duration

	// StringIDs gives every number whose name is id or ends in _id as text.
	// Without it only status_id and ids inside of lists are, as documented.
	StringIDs bool

	// CyrillicLost stores ? for each Cyrillic letter that lead/create was sent,
	// as one adapter reports.
	CyrillicLost bool
}
