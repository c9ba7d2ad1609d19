package ui

import (
	"net/http"

	"stanok/engine"
	"stanok/engine/trial"
	"stanok/ui/part"
)

// maxSecret is how much of a secret is shown, in bytes.
const maxSecret = 4 << 10

// seesSecrets reports whether the caller may see values that sound secret.
func (c *call) seesSecrets() bool { return c.role.Includes(engine.Editor) }

// showSecret answers with a value that is masked in trees; that someone saw it is
// on record.
func (u *UI) showSecret(c *call, p engine.ProcessingID, text string) error {
	u.Log.Info("secret shown", "processing", p, "person", c.who, "at", c.Request().URL.Path)
	return c.render(http.StatusOK, part.TreeShown(clipped(text, maxSecret)))
}

// revealValue answers with one masked value of the editor's trees. What is a
// connection's is never here.
func (u *UI) revealValue(c *call) error {
	b, err := u.editing(c)
	if err != nil {
		return err
	}
	group, path := c.QueryParam("group"), c.QueryParam("path")
	t, _, ok := b.tree(group)
	if row, found := t.Row(path); !ok || !found || !row.Secret || group == string(trial.ConnectionGroup) {
		return &engine.Error{Kind: engine.NotFound, Code: "request.no_route"}
	}
	t.Reveal = true
	text, _, _ := t.Copy(path)
	return u.showSecret(c, b.Processing.ID, text)
}
