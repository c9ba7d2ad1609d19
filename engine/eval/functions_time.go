package eval

import (
	"encoding/json"
	"strings"
	"time"
)

// now gives the time of the operation, in the zone named or its own.
func now(c *arguments) (any, error) {
	at := c.r.env.Runtime.Now
	if c.has(0) {
		zone, err := c.zone(0)
		if err != nil {
			return nil, err
		}
		at = at.In(zone)
	}
	return at.Format(time.RFC3339), nil
}

// zone reads the name of a time zone such as Europe/Moscow.
func (c *arguments) zone(i int) (*time.Location, error) {
	name, err := c.text(i)
	if err != nil {
		return nil, err
	}
	if zone, ok := c.r.zones[name]; ok {
		return zone, nil
	}
	if err := c.r.spend(500); err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" || name == "" {
		return nil, errKind{c.values[i], "time zone"}
	}
	if c.r.zones == nil {
		c.r.zones = map[string]*time.Location{}
	}
	c.r.zones[name] = zone
	return zone, nil
}

// zoneOr reads an optional zone.
func (c *arguments) zoneOr(i int, other *time.Location) (*time.Location, error) {
	if s, err := c.text(i); err != nil || s == "" {
		return other, err
	}
	return c.zone(i)
}

// formatDate writes a date by a layout. The date is RFC 3339, a date with or
// without a time, or Unix seconds or milliseconds. With a zone it is shown in
// that zone; a date that names no zone is meant in it. Missing gives "".
func formatDate(c *arguments) (any, error) {
	if v := c.values[0]; v == nil || isText(v) && isEmpty(v) {
		return "", nil
	}
	layout, err := c.layout(1)
	if err != nil {
		return nil, err
	}
	zone, err := c.zoneOr(2, nil)
	if err != nil {
		return nil, err
	}
	at, err := c.date(0, zone)
	if err != nil {
		return nil, err
	}
	if zone != nil {
		at = at.In(zone)
	}
	return c.give(layout.format(at))
}

// parseDate reads a date by a layout, or without one as format_date does, and
// gives RFC 3339. The zone is that of dates that name none, UTC by default.
// Missing gives "".
func parseDate(c *arguments) (any, error) {
	if v := c.values[0]; v == nil || isText(v) && isEmpty(v) {
		return "", nil
	}
	zone, err := c.zoneOr(2, time.UTC)
	if err != nil {
		return nil, err
	}
	var at time.Time
	if pattern, textErr := c.text(1); textErr == nil && pattern == "" {
		at, err = c.date(0, zone)
	} else {
		at, err = c.dateBy(0, zone)
	}
	if err != nil {
		return nil, err
	}
	return at.Format(time.RFC3339), nil
}

func (c *arguments) dateBy(i int, zone *time.Location) (time.Time, error) {
	layout, err := c.layout(i + 1)
	if err != nil {
		return time.Time{}, err
	}
	s, err := c.text(i)
	if err != nil {
		return time.Time{}, err
	}
	at, ok := layout.parse(excerpt(strings.TrimSpace(s), 200), zone)
	if !ok {
		return at, errKind{c.values[i], "date like " + excerpt(layout.pattern, 40)}
	}
	return at, nil
}

// date reads a date in one of the usual forms.
func (c *arguments) date(i int, zone *time.Location) (time.Time, error) {
	if zone == nil {
		zone = time.UTC
	}
	if n, ok := c.values[i].(json.Number); ok {
		if whole, err := rounded(n, 0, towardZero); err == nil {
			if seconds, ok := wholeNumber(whole); ok {
				return unixTime(int64(seconds)).In(zone), nil
			}
		}
		return time.Time{}, errKind{n, "date"}
	}
	s, err := c.text(i)
	if err != nil {
		return time.Time{}, err
	}
	s = strings.TrimSpace(excerpt(s, 80))
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02",
		"2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05Z0700",
		time.RFC1123Z, time.RFC1123, "02.01.2006", "02.01.2006 15:04", "02.01.2006 15:04:05",
	} {
		if at, err := time.ParseInLocation(layout, s, zone); err == nil {
			return at, nil
		}
	}
	if n, ok := readNumber(s); ok && len(s) >= 9 {
		if seconds, ok := smallNumber(n); ok {
			return unixTime(seconds).In(zone), nil
		}
	}
	return time.Time{}, errKind{c.values[i], "date"}
}

// unixTime takes numbers too great for seconds of this age as milliseconds.
func unixTime(n int64) time.Time {
	if n > 1e11 || n < -1e11 {
		return time.UnixMilli(n)
	}
	return time.Unix(n, 0)
}
