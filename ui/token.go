package ui

import (
	"crypto/sha256"
	"net/http"
	"strings"
	"unicode/utf8"

	"stanok/engine"
)

func (u *UI) listTokens(c *call) error {
	all, err := u.Store.ListTokens(c.Request().Context(), c.ws)
	if err != nil {
		return err
	}
	items := make([]object, len(all))
	for i, t := range all {
		items[i] = object{"id": t.ID, "name": t.Name, "role": t.Role, "created_at": t.Created}
	}
	return c.list(items, "")
}

// createToken makes a token and shows it, once. Nobody gives more rights than
// they have.
func (u *UI) createToken(c *call) error {
	var in struct {
		Name string      `json:"name"`
		Role engine.Role `json:"role"`
	}
	if err := c.decode(&in); err != nil {
		return err
	}
	in.Name = strings.TrimSpace(in.Name)
	if in.Name == "" || utf8.RuneCountInString(in.Name) > 100 {
		return wrong("name", "token.name")
	}
	if !in.Role.Includes(engine.Viewer) {
		return wrong("role", "token.role")
	}
	if !c.role.Includes(in.Role) {
		return &engine.Error{Kind: engine.Denied, Code: "auth.forbidden", Field: "role", Args: map[string]string{"role": string(in.Role)}}
	}
	secret := "stk_" + engine.NewToken()
	now := u.Clock.Now()
	t := engine.Token{ID: engine.NewID(now), Name: in.Name, Role: in.Role, Hash: sha256.Sum256([]byte(secret)), Created: now}
	if err := u.Store.PutToken(c.Request().Context(), c.ws, t); err != nil {
		return err
	}
	return c.json(http.StatusCreated, object{"id": t.ID, "name": t.Name, "role": t.Role, "token": secret})
}

func (u *UI) deleteToken(c *call) error {
	if err := u.Store.DeleteToken(c.Request().Context(), c.ws, c.Param("id")); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
