package signin

import "memberpulse/shared"

// move turns a connection's sign-in on or off. One of an organization's is on at a time, so turning one on turns off the
// one that was.
type move struct {
	id, name         string
	on               bool
	before, wasNamed string // the other connection that is on until then
}

func moveOf(all []shared.Connection, id string, on bool) move {
	m := move{id: id, on: on}
	for _, c := range all {
		switch {
		case c.ID == id:
			m.name = c.Name
		case c.Enabled:
			m.before, m.wasNamed = c.ID, c.Name
		}
	}
	return m
}

// takes reports whether a way to sign in is lost by it.
func (m move) takes() bool { return !m.on || m.before != "" }

// back is the move that restores what was.
func (m move) back() move {
	if m.on && m.before != "" {
		return move{id: m.before, name: m.wasNamed, on: true, before: m.id, wasNamed: m.name}
	}
	return move{id: m.id, name: m.name, on: !m.on}
}

func (m move) question() string {
	if m.on {
		return "Sign in through " + m.name + " in place of " + m.wasNamed + "?"
	}
	return "Turn off sign-in through " + m.name + "?"
}

func (m move) effect() string {
	if m.on {
		return "From then on people are sent to " + m.name + ", and whoever is known to " + m.wasNamed + " alone cannot come in."
	}
	return "From then on nobody comes in through " + m.name + ", you included. Who may sign in with AuthKit still can."
}

func (m move) verb() string {
	if m.on {
		return "Move sign-in"
	}
	return "Turn it off"
}

func (m move) done() string {
	if m.on {
		return "People sign in through " + m.name + " now."
	}
	return "Nobody signs in through " + m.name + " now."
}
