package ui

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// Option is one choice of a select.
type Option struct{ Value, Label string }

// SelectView is a native select.
type SelectView struct {
	app.Compo
	P selectProps
}

type selectProps struct {
	id, label, value string
	options          []Option
	small, disabled  bool
	change           func(app.Context, string)
}

// Select makes a select; the label is its name unless it stands in a ControlField with the same id.
func Select(id, label string, options ...Option) *SelectView {
	return &SelectView{P: selectProps{id: id, label: label, options: options}}
}

// Value sets the chosen one.
func (s *SelectView) Value(value string) *SelectView { s.P.value = value; return s }

// Small fits it into tables.
func (s *SelectView) Small() *SelectView { s.P.small = true; return s }

// Disabled blocks it.
func (s *SelectView) Disabled(disabled bool) *SelectView { s.P.disabled = disabled; return s }

// OnChange is told of a new choice.
func (s *SelectView) OnChange(h func(app.Context, string)) *SelectView { s.P.change = h; return s }

// Render draws it.
func (s *SelectView) Render() app.UI {
	p := s.P
	options := make([]app.UI, len(p.options))
	for i, o := range p.options {
		options[i] = el("option", "", Text(o.Label)).Attr("value", o.Value).Attr("selected", o.Value == p.value)
	}
	e := el("select", "select__input", options...).Attr("disabled", p.disabled).OnChange(handle("select "+p.id, s.change))
	attr(attr(e, "id", p.id), "aria-label", p.label)
	return el("span", classes("select", when(p.small, "select--small")), e, Icon("down"))
}

func (s *SelectView) change(ctx app.Context, _ app.Event) {
	if s.P.change != nil {
		s.P.change(ctx, ctx.JSSrc().Get("value").String())
	}
}

// SwitchView turns something on or off; its words say what on means.
type SwitchView struct {
	app.Compo
	P switchProps
}

type switchProps struct {
	label, hint, mod string
	on, disabled     bool
	change           func(app.Context, bool)
}

// Switch makes a switch.
func Switch(label string, on bool) *SwitchView {
	return &SwitchView{P: switchProps{label: label, on: on}}
}

// Hint adds a line under the words.
func (s *SwitchView) Hint(text string) *SwitchView { s.P.hint = text; return s }

// Disabled blocks it.
func (s *SwitchView) Disabled(disabled bool) *SwitchView { s.P.disabled = disabled; return s }

// OnChange is told of the new state.
func (s *SwitchView) OnChange(h func(app.Context, bool)) *SwitchView { s.P.change = h; return s }

// Render draws it.
func (s *SwitchView) Render() app.UI {
	p := s.P
	in := el("input", classes("switch__input", p.mod)).Attr("type", "checkbox").Attr("role", "switch").
		Attr("checked", p.on).Attr("disabled", p.disabled).OnChange(handle("switch "+p.label, s.change))
	kids := []app.UI{in, el("span", "", Text(p.label))}
	if p.hint != "" {
		kids = append(kids, el("span", "switch__hint", Text(p.hint)))
	}
	return el("label", "switch", kids...)
}

func (s *SwitchView) change(ctx app.Context, _ app.Event) {
	on := ctx.JSSrc().Get("checked").Bool()
	if s.P.change != nil {
		s.P.change(ctx, on)
	}
	ctx.Defer(func(app.Context) {
		// The page decides: if it kept the old state, the box goes back to it.
		if box := s.JSValue().Call("querySelector", "input"); box.Truthy() {
			box.Set("checked", s.P.on)
		}
	})
}

// Checkbox is a small box in a table; the label is its name.
func Checkbox(label string, on bool, change func(app.Context, bool)) app.UI {
	return &checkbox{Label: label, On: on, Change: change}
}

type checkbox struct {
	app.Compo
	Label  string
	On     bool
	Change func(app.Context, bool)
}

func (c *checkbox) Render() app.UI {
	return el("input", "checkbox").Attr("type", "checkbox").Attr("aria-label", c.Label).Attr("checked", c.On).
		OnChange(handle("checkbox", func(ctx app.Context, _ app.Event) {
			if c.Change != nil {
				c.Change(ctx, ctx.JSSrc().Get("checked").Bool())
			}
		}))
}

// Choices are radio cards: a provider, a role source.
func Choices(name, label, value string, change func(app.Context, string), options ...Option) app.UI {
	return &choices{Name: name, Label: label, Value: value, Change: change, Options: options}
}

type choices struct {
	app.Compo
	Name, Label, Value string
	Change             func(app.Context, string)
	Options            []Option
}

func (c *choices) Render() app.UI {
	kids := make([]app.UI, len(c.Options))
	for i, o := range c.Options {
		in := el("input", "").Attr("type", "radio").Attr("name", c.Name).Attr("checked", o.Value == c.Value).
			OnChange(handle("choice "+c.Name, func(ctx app.Context, _ app.Event) {
				if c.Change != nil {
					c.Change(ctx, o.Value)
				}
			}), app.EventScope(o.Value))
		kids[i] = el("label", "choice", in, Text(o.Label))
	}
	return el("div", "choices", kids...).Attr("role", "radiogroup").Attr("aria-label", c.Label)
}
