package editor

import (
	"regexp"
	"strings"
)

// Block is one piece of a help text.
type Block struct {
	Kind  string // text, heading, list or code
	Text  string // of a heading or of code
	Line  []Run
	Items [][]Run
}

// Run is a piece of a line.
type Run struct{ Kind, Text string } // text, strong, em, code

// Markdown reads the little of Markdown that help texts are written in:
// paragraphs, headings, lists, fenced code, and bold, italic and code inside
// lines. Everything else stays as it is written, so nothing in a text becomes
// markup.
func Markdown(s string) []Block {
	var all []Block
	lines := strings.Split(s, "\n")
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		switch {
		case line == "":
		case strings.HasPrefix(line, "```"):
			var code []string
			for i++; i < len(lines) && !strings.HasPrefix(strings.TrimSpace(lines[i]), "```"); i++ {
				code = append(code, lines[i])
			}
			all = append(all, Block{Kind: "code", Text: strings.Join(code, "\n")})
		case strings.HasPrefix(line, "#"):
			all = append(all, Block{Kind: "heading", Text: strings.TrimSpace(strings.TrimLeft(line, "#"))})
		case strings.HasPrefix(line, "- "):
			b := Block{Kind: "list"}
			for ; i < len(lines) && strings.HasPrefix(strings.TrimSpace(lines[i]), "- "); i++ {
				b.Items = append(b.Items, runs(strings.TrimSpace(lines[i])[2:]))
			}
			i--
			all = append(all, b)
		default:
			for i+1 < len(lines) && begins(lines[i+1]) {
				i++
				line += " " + strings.TrimSpace(lines[i])
			}
			all = append(all, Block{Kind: "text", Line: runs(line)})
		}
	}
	return all
}

// begins reports whether a line goes on with the paragraph before it.
func begins(line string) bool {
	line = strings.TrimSpace(line)
	return line != "" && !strings.HasPrefix(line, "- ") && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, "```")
}

var marks = regexp.MustCompile("`([^`]+)`|\\*\\*([^*]+)\\*\\*|\\*([^*]+)\\*")

func runs(line string) []Run {
	var all []Run
	at := 0
	for _, m := range marks.FindAllStringSubmatchIndex(line, -1) {
		if m[0] > at {
			all = append(all, Run{"text", line[at:m[0]]})
		}
		for i, kind := range []string{"code", "strong", "em"} {
			if from := m[2+2*i]; from >= 0 {
				all = append(all, Run{kind, line[from:m[3+2*i]]})
			}
		}
		at = m[1]
	}
	if at < len(line) {
		all = append(all, Run{"text", line[at:]})
	}
	return all
}
