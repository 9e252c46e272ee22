package signin

import (
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

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
		return words.Say(words.MoveQuestion, m.name, m.wasNamed)
	}
	return words.Say(words.OffQuestion, m.name)
}

func (m move) effect() string {
	if m.on {
		return words.Say(words.MoveEffect, m.name, m.wasNamed)
	}
	return words.Say(words.OffEffect, m.name)
}

func (m move) verb() string {
	if m.on {
		return words.Say(words.MoveSignIn)
	}
	return words.Say(words.TurnOff)
}

func (m move) done() string {
	if m.on {
		return words.Say(words.Moved, m.name)
	}
	return words.Say(words.TurnedOff, m.name)
}
