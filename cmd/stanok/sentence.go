package main

import (
	"errors"
	"fmt"

	"stanok/engine"
	"stanok/ui/text"
)

// errStorage ends the program when the disk would not make a write durable.
var errStorage = &engine.Error{Kind: engine.Unavailable, Code: "storage.failed"}

// sentence says what an error means, with the technical text behind it.
func sentence(err error) string {
	var e *engine.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	texts, loadErr := text.Load()
	if loadErr != nil {
		return err.Error()
	}
	say, try := texts.Say("en", e.Code, e.Args)
	s := say + " " + try
	if e.Err != nil {
		s += fmt.Sprintf(" (%v)", e.Err)
	}
	return s
}
