package letter

import (
	"strconv"

	"stanok/engine"
)

// maxCausesTold is how many causes a letter tells of, the most frequent ones.
const maxCausesTold = 5

// repeated adds to a letter why some operations failed again.
func (c *content) repeated(say speaker, b engine.Batch) {
	if b.Failed > 0 {
		c.Tone = warning
	}
	var lines []string
	for i, cause := range b.Causes {
		if i == maxCausesTold {
			lines = append(lines, say.words("letter.repeated_more"))
			break
		}
		what, _ := say.both(cause.Failure.Code, tidy(cause.Failure.Args))
		lines = append(lines, strconv.Itoa(cause.Count)+" – "+what)
	}
	if len(lines) > 0 {
		c.Sections = append(c.Sections, section{Title: say.words("letter.repeated_causes"), Text: lines[0], More: lines[1:]})
	}
}

// batchFacts are the figures of a letter about a repetition of many.
func (s speaker) batchFacts(b engine.Batch, name string) (all []fact) {
	add := func(key, value string) { all = append(all, fact{s.words(key), value}) }
	if name != "" {
		add("letter.processing", name)
	}
	add("letter.repeated_total", strconv.Itoa(b.Total))
	add("letter.repeated_succeeded", strconv.Itoa(b.Succeeded))
	add("letter.repeated_failed", strconv.Itoa(b.Failed))
	if left := b.Left(); left > 0 {
		add("letter.repeated_left", strconv.Itoa(left))
	}
	add("letter.repeated_began", s.moment(b.Created))
	add("letter.repeated_over", s.moment(b.Finished))
	return all
}
