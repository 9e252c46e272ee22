package ui

import "github.com/maxence-charriere/go-app/v10/pkg/app"

// BannerView tells a problem, its cause, who acts, and offers one button.
type BannerView struct {
	app.Compo
	P bannerProps
}

type bannerProps struct {
	tone                Tone
	title, actor        string
	cause, foot, action []app.UI
	alert               bool
}

// Banner makes a banner: what happened. Cause, Actor and Action say the rest.
func Banner(tone Tone, title string) *BannerView {
	return &BannerView{P: bannerProps{tone: tone, title: title}}
}

// Cause says why, in plain words.
func (b *BannerView) Cause(text string) *BannerView { b.P.cause = []app.UI{Text(text)}; return b }

// Actor says who acts.
func (b *BannerView) Actor(who string) *BannerView { b.P.actor = who; return b }

// Foot adds facts beside the actor, such as the code.
func (b *BannerView) Foot(kids ...app.UI) *BannerView { b.P.foot = flat(kids); return b }

// Action adds the button.
func (b *BannerView) Action(kids ...app.UI) *BannerView { b.P.action = flat(kids); return b }

// Alert makes screen readers speak it: only for one that appears after the page has loaded.
func (b *BannerView) Alert() *BannerView { b.P.alert = true; return b }

// Render draws it.
func (b *BannerView) Render() app.UI {
	p := b.P
	kids := []app.UI{Icon(toneIcon(p.tone)), el("p", "banner__title", Text(p.title))}
	if len(p.cause) > 0 {
		kids = append(kids, el("p", "banner__cause", p.cause...))
	}
	foot := p.foot
	if p.actor != "" {
		foot = append([]app.UI{Actor(p.actor)}, foot...)
	}
	if len(foot) > 0 {
		kids = append(kids, el("div", "banner__foot", foot...))
	}
	if len(p.action) > 0 {
		kids = append(kids, el("div", "banner__action", p.action...))
	}
	e := el("div", classes("banner", prefixed("banner--", string(p.tone))), kids...)
	if p.alert {
		e.Attr("role", "alert")
	}
	return e
}

func toneIcon(t Tone) string {
	switch t {
	case ToneOK:
		return "ok"
	case ToneWarn:
		return "warn"
	case ToneBad:
		return "bad"
	case Plain, ToneRun:
	}
	return "info"
}
