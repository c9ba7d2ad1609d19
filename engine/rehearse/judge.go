package rehearse

import (
	"encoding/json"
	"strconv"

	"stanok/engine"
)

// judge says what came of the operation on record, which would now have ended so.
func (r *record) judge(now engine.Operation) Result {
	one := Result{Operation: r.op.ID, Created: r.op.Created, State: r.op.State}
	failed, fails := bad(r.op.State), bad(now.State)
	switch {
	case r.off != "":
		one.Verdict, one.Node, one.Asked = r.off, r.offAt, r.asking
	case fails && !failed:
		one.Verdict, one.Failure = Fails, now.Failure
	case !fails && failed && wasCutOff(r.op.Failure):
		one.Verdict = Unknown
	case !fails && failed:
		one.Verdict, one.Failure = Passes, r.op.Failure
	default:
		r.compareEnds(now)
		one.Verdict, one.Failure = Same, now.Failure
		if len(r.found) > 0 {
			one.Verdict = Differs
		}
	}
	one.Found, one.More = r.found, r.more
	return one
}

func bad(s engine.State) bool { return s == engine.Failed || s == engine.UncertainState }

// compareEnds notes in what two ends differ that are both good, or both bad.
func (r *record) compareEnds(now engine.Operation) {
	if was := r.op.Failure; bad(now.State) {
		if was != nil && now.Failure != nil && (was.Cause() != now.Failure.Cause() || was.Node != now.Failure.Node) {
			r.note(Difference{What: Failure, Node: now.Failure.Node, Before: kept(was.Code), After: kept(now.Failure.Code)})
		}
		return
	}
	r.noteDropped()
	if r.op.State != now.State {
		r.note(Difference{What: Ends, Before: kept(string(r.op.State)), After: kept(string(now.State))})
	}
	was, is := replyOf(r.op.Reply), replyOf(now.Reply)
	r.noteAll(Difference{What: Reply}, differ(was, is))
}

// replyOf is an answer to a sender as it is compared.
func replyOf(r *engine.Reply) map[string]any {
	if r == nil {
		return map[string]any{}
	}
	headers := make(map[string]any, len(r.Header))
	for name, v := range r.Header {
		headers[name] = v
	}
	return map[string]any{"status": json.Number(strconv.Itoa(r.Status)), "headers": headers, "body": string(r.Body)}
}
