//go:build !dev

package ui

// devScreens are none in a program for people; see kit_screen.go.
var devScreens []route
