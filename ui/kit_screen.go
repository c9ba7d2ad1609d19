//go:build dev

package ui

import "stanok/ui/page/kit"

// devScreens are for those who build pages; only programs built with the tag dev
// have them.
var devScreens = []route{
	{"GET", "/dev/kit", everyone, (*UI).kitScreen},
}

func (u *UI) kitScreen(c *call) error {
	kit.Handler(u.Words, u.Assets).ServeHTTP(c.Response(), c.Request())
	return nil
}
