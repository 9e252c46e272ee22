// Package settings is the platform's settings. WorkOS shows which credentials are in force and from where, never the
// secrets themselves.
package settings

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"

	"memberpulse/app/api"
	"memberpulse/app/part"
	"memberpulse/app/shell"
	"memberpulse/app/state"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

// WorkOS is the screen of the WorkOS integration.
type WorkOS struct {
	app.Compo

	settings state.Load[shared.WorkOSSettings]
}

// OnNav reads what is in force.
func (p *WorkOS) OnNav(ctx app.Context) { p.read(ctx) }

func (p *WorkOS) read(ctx app.Context) { p.settings.Run(ctx, api.Server().WorkOSSettings) }

// Render draws it.
func (p *WorkOS) Render() app.UI {
	view := shell.View{
		Title: "WorkOS", Form: true, Needs: shared.CapabilitySettings,
		Crumbs: []shell.Crumb{{Label: "Platform Settings"}, {Label: "Integrations"}, {Label: "WorkOS"}},
	}
	return shell.Frame(view, func() []app.UI {
		s, there := p.settings.Value()
		head := ui.PageHead("WorkOS").Lead("The credentials that MemberPulse works with, and whether they work.").
			Actions(ui.Button("Check again").Icon("sync").Busy(p.settings.Refreshing(), "Checking").OnClick(p.read))
		switch {
		case p.settings.Broken():
			return []app.UI{head, ui.Card("").Body(state.FailedState(p.settings.Err(), p.read))}
		case !there:
			return []app.UI{head, ui.Card("").Body(ui.BonesOf(6))}
		}
		return []app.UI{head, ui.Sections(setUp(s), credentials(s), checks(s))}
	})
}

func setUp(s shared.WorkOSSettings) app.UI {
	if s.Configured {
		return nil
	}
	return ui.Banner(ui.ToneWarn, "WorkOS is not connected yet").
		Cause("Nobody can sign in and no directory is synced until the credentials are set.").
		Foot(ui.Actor("whoever runs MemberPulse: set WORKOS_API_KEY, WORKOS_CLIENT_ID and WORKOS_WEBHOOK_SECRET, then start it again"))
}

func credentials(s shared.WorkOSSettings) app.UI {
	return ui.Card("Credentials").Note("what is in force, and from where").Body(ui.Facts(
		ui.F("API", s.APIBaseURL),
		secretFact("API key", s.APIKey),
		settingFact("Client ID", s.ClientID),
		settingFact("Redirect URI", s.RedirectURI),
		secretFact("Webhook secret", s.WebhookSecret),
		ui.FactOf("Webhook endpoint", ui.Copy(s.WebhookURL, "webhook endpoint").Inline()),
	))
}

func settingFact(label words.Key, s shared.Setting) ui.Fact {
	if s.Value == "" {
		return ui.FactOf(label, ui.Dim(ui.Text("not set")))
	}
	return ui.FactOf(label, ui.Code(s.Value), ui.Text(" "), ui.Dim(ui.Text(sourceSaid(s.Source))))
}

func secretFact(label words.Key, s shared.SecretSetting) ui.Fact {
	if !s.Set {
		return ui.FactOf(label, ui.Dim(ui.Text("not set")))
	}
	return ui.FactOf(label, ui.Code("••••"+s.LastFour), ui.Text(" "), ui.Dim(ui.Text(sourceSaid(s.Source))))
}

func sourceSaid(source string) string {
	switch source {
	case "environment":
		return "from the environment"
	case "default":
		return "follows the public address"
	}
	return ""
}

func checks(s shared.WorkOSSettings) app.UI {
	return ui.Card("Self-check").Flush(part.Health(s.Checks, state.Now(), func(path string) string { return path }))
}
