package signin

import (
	"strings"
	"testing"

	"memberpulse/shared"
)

func TestTurningAWayInOffIsAskedFirstAndTakenBackWhole(t *testing.T) {
	t.Parallel()
	okta, entra := shared.Connection{ID: "conn_1", Name: "Okta", Enabled: true}, shared.Connection{ID: "conn_2", Name: "Entra"}
	off := okta
	off.Enabled = false
	for _, c := range []struct {
		name       string
		all        []shared.Connection
		id         string
		on, asks   bool
		backID     string
		backOn     bool
		effectSays string
	}{
		{"off", []shared.Connection{okta, entra}, "conn_1", false, true, "conn_1", true, "nobody comes in through Okta"},
		{"on, in place of another", []shared.Connection{okta, entra}, "conn_2", true, true, "conn_1", true, "known to Okta alone cannot come in"},
		{"on, where none was", []shared.Connection{off, entra}, "conn_2", true, false, "conn_2", false, ""},
	} {
		m := moveOf(c.all, c.id, c.on)
		if m.takes() != c.asks {
			t.Errorf("%s: asked first: %v", c.name, m.takes())
		}
		if back := m.back(); back.id != c.backID || back.on != c.backOn || back.back().id != m.id {
			t.Errorf("%s: taken back by %+v", c.name, back)
		}
		if c.asks && (!strings.Contains(m.effect(), c.effectSays) || !strings.HasSuffix(m.question(), "?")) {
			t.Errorf("%s: %q %q", c.name, m.question(), m.effect())
		}
	}
}
