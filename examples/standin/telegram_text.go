package standin

import (
	"fmt"
	"html"
	"slices"
	"strings"
)

// telegramText gives what people read of a text with marks, or what Telegram finds
// wrong with it.
func telegramText(raw, mode string) (plain, wrong string) {
	switch strings.ToLower(mode) {
	case "":
		return raw, ""
	case "html":
		return telegramHTML(raw)
	case "markdownv2":
		return telegramMarkdown(raw)
	}
	return "", "unsupported parse_mode"
}

var telegramTags = []string{
	"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "span", "tg-spoiler", "blockquote",
}

func telegramHTML(raw string) (string, string) {
	var plain strings.Builder
	var open []string
	for i := 0; i < len(raw); {
		switch raw[i] {
		case '<':
			inner, _, closed := strings.Cut(raw[i+1:], ">")
			if !closed {
				return "", fmt.Sprintf("can't parse entities: Unclosed start tag at byte offset %d", i)
			}
			name, ends := strings.CutPrefix(strings.ToLower(inner), "/")
			name, _, _ = strings.Cut(strings.TrimSpace(name), " ")
			last := len(open) - 1
			switch {
			case !ends && !slices.Contains(telegramTags, name):
				return "", fmt.Sprintf("can't parse entities: Unsupported start tag %q at byte offset %d", name, i)
			case !ends:
				open = append(open, name)
			case last < 0 || open[last] != name:
				return "", fmt.Sprintf("can't parse entities: Unexpected end tag at byte offset %d", i)
			default:
				open = open[:last]
			}
			i += len(inner) + 2
		case '&':
			entity, _, closed := strings.Cut(raw[i:], ";")
			if letter := html.UnescapeString(entity + ";"); closed && len(entity) < 10 && letter != entity+";" {
				plain.WriteString(letter)
				i += len(entity) + 1
				continue
			}
			fallthrough
		default:
			plain.WriteByte(raw[i])
			i++
		}
	}
	if len(open) > 0 {
		return "", fmt.Sprintf("can't parse entities: Can't find end tag corresponding to start tag %q", open[len(open)-1])
	}
	return plain.String(), ""
}

// telegramMarks are the marks of MarkdownV2 that come in pairs, the longer first.
var telegramMarks = []struct{ mark, name string }{
	{"```", "Pre"}, {"__", "Underline"}, {"||", "Spoiler"}, {"*", "Bold"}, {"_", "Italic"}, {"~", "Strikethrough"}, {"`", "Code"},
}

func telegramMarkdown(raw string) (string, string) {
	p := &telegramMarked{raw: raw}
	for p.i < len(raw) {
		if wrong := p.step(); wrong != "" {
			return "", "can't parse entities: " + wrong
		}
	}
	if n := len(p.open); n > 0 {
		return "", fmt.Sprintf("can't parse entities: Can't find end of the entity starting at byte offset %d", p.starts[n-1])
	}
	return p.plain.String(), ""
}

// telegramMarked is a text of MarkdownV2 being read.
type telegramMarked struct {
	raw    string
	i      int
	plain  strings.Builder
	open   []string
	starts []int
}

func (p *telegramMarked) step() string {
	c, rest := p.raw[p.i], p.raw[p.i:]
	if c == '\\' && len(rest) > 1 && rest[1] > 0 && rest[1] < 127 {
		p.plain.WriteByte(rest[1])
		p.i += 2
		return ""
	}
	inCode := len(p.open) > 0 && strings.HasPrefix(p.open[len(p.open)-1], "`")
	for _, m := range telegramMarks {
		if strings.HasPrefix(rest, m.mark) && (!inCode || p.open[len(p.open)-1] == m.mark) {
			p.toggle(m.mark)
			return ""
		}
	}
	switch {
	case inCode:
	case c == '[':
		p.toggle("[")
		return ""
	case c == ']' && len(p.open) > 0 && p.open[len(p.open)-1] == "[":
		address, _, closed := strings.Cut(rest[1:], ")")
		if !closed || !strings.HasPrefix(address, "(") {
			return fmt.Sprintf("Can't find end of a URL at byte offset %d", p.i)
		}
		p.open, p.starts = p.open[:len(p.open)-1], p.starts[:len(p.starts)-1]
		p.i += len(address) + 2
		return ""
	case c == '>' && (p.i == 0 || p.raw[p.i-1] == '\n'):
		p.i++
		return ""
	case strings.IndexByte("]()>#+-=|{}.!", c) >= 0:
		return fmt.Sprintf("Character '%c' is reserved and must be escaped with the preceding '\\'", c)
	}
	p.plain.WriteByte(c)
	p.i++
	return ""
}

// toggle opens a mark, or closes the one opened last.
func (p *telegramMarked) toggle(mark string) {
	if n := len(p.open); n > 0 && p.open[n-1] == mark && mark != "[" {
		p.open, p.starts = p.open[:n-1], p.starts[:n-1]
	} else {
		p.open, p.starts = append(p.open, mark), append(p.starts, p.i)
	}
	p.i += len(mark)
}
