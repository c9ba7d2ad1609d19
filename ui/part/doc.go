// Package part holds the pieces pages are made of. A piece is a templ component
// and, beside it, the struct of plain strings, bools and lists that it shows; it
// asks nobody and decides nothing.
//
// Every piece takes the voice it speaks with first. data-testid names are those
// that tests find the same things by in every language. There is no style and no
// script in a piece: how it looks is in ui/static/css, what it does beyond a
// form or a link is in ui/web.
package part
