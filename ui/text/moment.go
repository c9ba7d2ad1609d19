package text

import "time"

// Moment says a date and a time of day, to the minute, in t's own zone, as people
// who speak the language write it.
func Moment(lang string, t time.Time) string {
	switch lang {
	case "ru":
		return t.Format("02.01.2006, 15:04")
	case "pt-BR":
		return t.Format("02/01/2006, 15:04")
	}
	return t.Format("Jan 2, 2006, 15:04")
}
