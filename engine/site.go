package engine

import "context"

// Site is what was set up about the instance as a whole, beside its flags.
type Site struct {
	PublicURL string // how others reach it, without a slash at the end; "" if not set
	Mail      []byte // the mail server, sealed; nil if there is none

	HistoryBudget int64 `json:",omitempty"` // how large the history may grow, in bytes; 0 if not set
}

// Sites is the part of a store that keeps the one Site. Before it was ever put
// it is the zero Site.
type Sites interface {
	PutSite(ctx context.Context, s Site) error
	Site(ctx context.Context) (Site, error)
}
