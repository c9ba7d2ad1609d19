package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// kills has the command crash kill the program and let its syncs fail, and takes
// over what that found.
func kills(ctx context.Context, t *trial) error {
	c := exec.CommandContext(ctx, t.crash, "-bin", t.bin, "-source", t.source, "-kills", fmt.Sprint(t.kills))
	t.did("all that ./task crash does")
	out, err := c.Output()
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		verdict, found, _ := strings.Cut(lines.Text(), " ")
		switch verdict {
		case "ok", "FAILS":
			t.see(verdict == "ok", "%s", strings.Join(strings.Fields(found), " "))
		case "NOT":
			t.see(false, "%s", lines.Text())
		}
	}
	if err != nil {
		return fmt.Errorf("running %s: %w", t.crash, err)
	}
	return nil
}
