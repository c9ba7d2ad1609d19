package ui

import (
	_ "embed"
	"net/http"
)

//go:embed openapi.json
var openAPI []byte

// openAPI serves the description of the API.
func (u *UI) openAPI(c *call) error {
	return c.Blob(http.StatusOK, "application/json; charset=utf-8", openAPI)
}
