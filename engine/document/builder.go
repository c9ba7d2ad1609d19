package document

// builder puts a text together from runs of the source and remembers where each
// stood.
type builder struct {
	text []byte
	runs []run
	keep int // so much of text does not lose its trailing blanks to a fold
}

// copy appends a part of the source as it is.
func (b *builder) copy(source string, from, to int) {
	if from < to {
		b.run(from)
		b.text = append(b.text, source[from:to]...)
	}
}

// put appends a text that the source says in another way at a place.
func (b *builder) put(s string, at int) {
	b.run(at)
	b.text = append(b.text, s...)
	b.keep = len(b.text)
}

func (b *builder) run(at int) {
	if last := len(b.runs) - 1; last >= 0 {
		if l := b.runs[last]; int(l.source)+len(b.text)-int(l.text) == at {
			return
		}
		if int(b.runs[last].text) == len(b.text) {
			b.runs = b.runs[:last]
		}
	}
	b.runs = append(b.runs, run{int32(len(b.text)), int32(at)})
}

// fold appends what a number of line breaks at a place mean between two lines: a
// space for one, else one break less. Blanks that stood before them are dropped.
func (b *builder) fold(breaks, at int) {
	for n := len(b.text); n > b.keep && (b.text[n-1] == ' ' || b.text[n-1] == '\t'); n-- {
		b.text = b.text[:n-1]
	}
	for i := len(b.runs) - 1; i > 0 && int(b.runs[i].text) >= len(b.text); i-- {
		b.runs = b.runs[:i]
	}
	if breaks == 1 {
		b.put(" ", at)
	}
	for ; breaks > 1; breaks-- {
		b.put("\n", at)
	}
}

// into makes n the text that was built.
func (b *builder) into(n *node) {
	n.text = string(b.text)
	if len(b.runs) > 1 || len(b.runs) == 1 && b.runs[0].source != n.at {
		n.runs = b.runs
	}
}
