package ui

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"stanok/engine"
)

// manyAtOnce is how many operations may be repeated at once by those who are not
// administrators.
const manyAtOnce = 10_000

// most is how many operations the caller may repeat at once.
func (c *call) most() int {
	if c.role.Includes(engine.Admin) {
		return engine.MaxBatch
	}
	return manyAtOnce
}

// replaysWanted is what a program asks for.
type replaysWanted struct {
	Processing  engine.ProcessingID  `json:"processing"`
	State       several              `json:"state"`
	Q           string               `json:"q"`
	CreatedFrom string               `json:"created_from"`
	CreatedTo   string               `json:"created_to"`
	Action      engine.NodeID        `json:"action"`
	Cause       string               `json:"cause"`
	Operations  []engine.OperationID `json:"operations"`
	Again       bool                 `json:"again"`
	From        string               `json:"from"`
	Version     string               `json:"version"`
	Rate        float64              `json:"rate"`
	DryRun      bool                 `json:"dry_run"`
}

// several is a list, or a text with commas between.
type several []string

// UnmarshalJSON implements json.Unmarshaler.
func (s *several) UnmarshalJSON(raw []byte) error {
	var one string
	if json.Unmarshal(raw, &one) == nil {
		*s = strings.FieldsFunc(one, func(r rune) bool { return r == ',' || r == ' ' })
		return nil
	}
	return json.Unmarshal(raw, (*[]string)(s))
}

// maxRate is how many operations a second may be asked for; more is as fast as
// it goes.
const maxRate = 1000

// selection is which operations are meant, failed ones where nothing is said.
func (in replaysWanted) selection() (engine.Selection, error) {
	s := engine.Selection{Operations: in.Operations, Again: in.Again}
	s.Query = engine.OperationQuery{Processing: in.Processing, Text: in.Q, Node: in.Action, Cause: in.Cause}
	for _, state := range in.State {
		if !isState(engine.State(state)) {
			return s, wrongParameter("state")
		}
		s.Query.States = append(s.Query.States, engine.State(state))
	}
	if len(s.Query.States) == 0 {
		s.Query.States = []engine.State{engine.Failed}
	}
	var err error
	if s.Query.From, err = instant(in.CreatedFrom); err != nil {
		return s, wrongParameter("created_from")
	}
	if s.Query.To, err = instant(in.CreatedTo); err != nil {
		return s, wrongParameter("created_to")
	}
	return s, nil
}

// batch is how they are to be repeated.
func (in replaysWanted) batch() (engine.Batch, error) {
	b := engine.Batch{Processing: in.Processing, From: in.From}
	if b.From == "" {
		b.From = engine.FromFailed
	}
	switch in.Version {
	case "", "current":
	case "original":
		b.Original = true
	default:
		return b, wrongParameter("version")
	}
	switch {
	case in.Rate < 0 || in.Rate > maxRate || in.Rate > 0 && in.Rate < 1.0/3600:
		return b, wrongParameter("rate")
	case in.Rate > 0:
		b.Every = time.Duration(float64(time.Second) / in.Rate)
	}
	return b, nil
}

func (u *UI) createReplays(c *call) error {
	var in replaysWanted
	if err := c.decode(&in); err != nil {
		return err
	}
	s, err := in.selection()
	if err != nil {
		return err
	}
	b, err := in.batch()
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if in.Processing != "" {
		if _, err := u.Engine.Processing(ctx, c.ws, in.Processing); err != nil {
			return err
		}
	}
	chosen, err := u.Engine.Choose(ctx, c.ws, s, c.most())
	if err != nil {
		return err
	}
	if in.DryRun {
		n := len(chosen.Operations)
		return c.json(http.StatusOK, object{
			"total": n, "started": 0, "succeeded": 0, "failed": 0, "left": n, "repeated": chosen.Repeated, "unfinished": chosen.Unfinished,
			"causes": u.causesFor(c, tallied(chosen.Operations)),
		})
	}
	b.By = c.who
	if b, err = u.Engine.Repeat(ctx, c.ws, b, chosen.Operations); err != nil {
		return err
	}
	return c.json(http.StatusAccepted, u.replays(c, b))
}

func (u *UI) showReplays(c *call) error {
	b, err := u.Store.Batch(c.Request().Context(), c.ws, engine.BatchID(c.Param("id")))
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, u.replays(c, b))
}

func (u *UI) listReplays(c *call) error {
	all, err := u.Store.ListBatches(c.Request().Context(), c.ws)
	if err != nil {
		return err
	}
	items := make([]object, len(all))
	for i, b := range all {
		items[i] = u.replays(c, b)
	}
	return c.list(items, "")
}

func (u *UI) pauseReplays(c *call) error  { return u.steer(c, "pause") }
func (u *UI) resumeReplays(c *call) error { return u.steer(c, "resume") }
func (u *UI) cancelReplays(c *call) error { return u.steer(c, "cancel") }

func (u *UI) steer(c *call, do string) error {
	b, err := u.steered(c, do)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, u.replays(c, b))
}

// steered pauses, resumes or cancels the batch that the address names.
func (u *UI) steered(c *call, do string) (engine.Batch, error) {
	ctx, id := c.Request().Context(), engine.BatchID(c.Param("id"))
	switch do {
	case "pause":
		return u.Engine.PauseBatch(ctx, c.ws, id)
	case "resume":
		return u.Engine.ResumeBatch(ctx, c.ws, id)
	case "cancel":
		return u.Engine.CancelBatch(ctx, c.ws, id)
	}
	return engine.Batch{}, wrongParameter("do")
}

// replays is a batch as the API shows it.
func (u *UI) replays(c *call, b engine.Batch) object {
	version, rate := "current", 0.0
	if b.Original {
		version = "original"
	}
	if b.Every > 0 {
		rate = float64(time.Second) / float64(b.Every)
	}
	causes := make([]object, len(b.Causes))
	for i, cause := range slices.Clone(b.Causes) {
		causes[i] = object{"failure": u.failure(c, &cause.Failure), "count": cause.Count, "operation": cause.First}
	}
	return object{
		"id": b.ID, "state": b.State, "total": b.Total, "started": b.Started, "succeeded": b.Succeeded, "failed": b.Failed, "left": b.Left(),
		"processing": b.Processing, "from": b.From, "version": version, "rate": rate, "causes": causes,
		"created_at": b.Created, "finished_at": moment(b.Finished),
	}
}
