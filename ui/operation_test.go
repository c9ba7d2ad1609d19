package ui_test

import (
	"strings"
	"testing"
)

func TestAnOutputThatWasCutSaysSo(t *testing.T) {
	c := newClient(t)
	id := c.create(`{"format": 1, "name": "a", "source": {"type": "manual"}, "actions": [
		{"id": "big", "type": "set", "with": {"values": {"text": "{{ repeat('x', 400000) }}", "status": "{{ 1.50 }}"}}}]}`)
	step := c.run(id, "{}", 200)["steps"].([]any)[0].(map[string]any)
	output, clipped := step["output"].(map[string]any), step["clipped"].(map[string]any)
	text := output["text"].(string)
	if output["status"] != 1.5 || !strings.HasPrefix(text, "xxx") || !strings.HasSuffix(text, "x…") {
		t.Errorf("%.80v…", output)
	}
	if clipped["size"].(float64) < 400_000 || clipped["kept"].(float64) > 256<<10 || clipped["kept"].(float64) < float64(len(text)) {
		t.Errorf("%v", clipped)
	}
}
