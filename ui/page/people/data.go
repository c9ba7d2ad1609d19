package people

import "stanok/ui/part"

// DataView is what may be done with the data as a whole.
type DataView struct {
	Problem    string // why what was asked for was not begun
	Backup     string // address of a backup
	Size       string // how large it is
	MayRestore bool
	Waiting    string // that restored data wait for the next start, and since when

	Taken *TakenView // the last backup; nil if there was none

	Work     string // what was done last, by whom and when; "" if nothing was
	Status   part.StatusView
	Share    string // of the phase, in per cent; "" where nobody knows
	Over     bool
	Say, Try string // why it did not end well
}

// TakenView is a backup that somebody takes, or took.
type TakenView struct {
	Work     string // by whom and when
	Status   part.StatusView
	Going    bool
	Share    string // of the data, in per cent
	Figure   string // that and the bytes, in words
	Say, Try string // why it broke off
}
