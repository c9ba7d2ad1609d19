package sources

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"stanok/engine"
)

// Intake is what a Webhook needs of the engine.
type Intake interface {
	// Link finds the version that new events run behind the secret part of a
	// link. It is false for a link that nobody has.
	Link(ctx context.Context, token string) (engine.Flow, bool, error)

	// Begin accepts an event, durably. repeated says that one with the same Key
	// had been accepted before; op is the operation it began.
	Begin(ctx context.Context, f engine.Flow, ev engine.Event) (op engine.Operation, repeated bool, err error)

	// Call accepts an event and waits for the operation's reply or end, at most
	// within. Then its error is engine.ErrNoReply, and op is set all the same.
	Call(ctx context.Context, f engine.Flow, ev engine.Event, within time.Duration) (op engine.Operation, repeated bool, err error)

	// Sample keeps a request that began no operation, for the editor.
	Sample(ctx context.Context, f engine.Flow, s engine.Sample)
}

// Config is what a Webhook is made of. Intake, Keys, Clock and Say are required.
type Config struct {
	Intake Intake
	Keys   engine.Keyring
	Clock  engine.Clock
	Log    *slog.Logger

	// Say gives the sentence and the hint for a code, in the language of the
	// request. Who reads them is the sender, who cannot open a processing.
	Say func(r *http.Request, code string, args map[string]string) (message, hint string)

	// Rate is how many events a second one processing takes, after a first
	// Burst; 0 for no bound.
	Rate  float64
	Burst int
}

// Webhook answers requests to /hook/{token}. It begins operations and does
// nothing else: it has no session, sets no cookie and serves no page.
type Webhook struct {
	cfg     Config
	events  *limiter[flowKey]    // nil for no bound
	samples *limiter[flowKey]    // of requests that begin nothing
	strange *limiter[netip.Addr] // of requests to links that nobody has
	held    chan struct{}        // one for each that is being kept waiting
}

type flowKey struct {
	workspace  engine.WorkspaceID
	processing engine.ProcessingID
}

// Bounds of what a stranger can cost. After ten requests a minute to links that
// do not exist an address is answered slowly, a hundred at once at most.
const (
	strangeBurst     = 10
	strangePerSecond = strangeBurst / 60.0
	strangePause     = time.Second
	maxHeld          = 100
	maxKeys          = 20_000
)

// NewWebhook returns a handler to be mounted at /hook/{token}.
func NewWebhook(cfg Config) *Webhook {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	h := &Webhook{
		cfg:     cfg,
		samples: newLimiter[flowKey](2, 20, maxKeys),
		strange: newLimiter[netip.Addr](strangePerSecond, strangeBurst, maxKeys),
		held:    make(chan struct{}, maxHeld),
	}
	if cfg.Rate > 0 {
		h.events = newLimiter[flowKey](cfg.Rate, cfg.Burst, maxKeys)
	}
	return h
}

// ServeHTTP answers one request. What is checked, and in which order, stands in
// (*exchange).begin.
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := &exchange{h: h, w: w, r: r, now: h.cfg.Clock.Now(), from: addressOf(r)}
	if err := x.begin(); err != nil {
		x.refuse(errorOf(err))
	}
}

// addressOf is where a request comes from; the zero Addr if that is no address.
func addressOf(r *http.Request) netip.Addr {
	if ap, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		return ap.Addr().Unmap().WithZone("")
	}
	a, err := netip.ParseAddr(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return a.Unmap().WithZone("")
}

// network is what an address counts as: a sender of IPv6 has a whole /64.
func network(a netip.Addr) netip.Addr {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return a
}

// lookUp finds the link's processing. Requests to links that do not exist are
// answered ever more slowly, so that guessing is hopeless and cheap to bear.
func (h *Webhook) lookUp(x *exchange) error {
	token := x.r.PathValue("token")
	flow, ok, err := engine.Flow{}, false, error(nil)
	if token != "" && len(token) <= 200 && strings.IndexByte(token, 0) < 0 {
		flow, ok, err = h.cfg.Intake.Link(x.r.Context(), token)
	}
	if err != nil {
		return err
	}
	if x.flow = flow; ok {
		if x.link, ok = flow.Source.Config.(*link); ok {
			return nil
		}
	}
	if after, ok := h.strange.allow(network(x.from), x.now); !ok {
		select {
		case h.held <- struct{}{}:
			defer func() { <-h.held }()
			if err := h.cfg.Clock.Sleep(x.r.Context(), strangePause); err != nil {
				return err
			}
		default:
			e := refuse("webhook.rate")
			e.After = after
			return e
		}
	}
	return refuse("webhook.unknown_link")
}

func (h *Webhook) keyOf(f engine.Flow) flowKey { return flowKey{f.Workspace, f.Processing} }
