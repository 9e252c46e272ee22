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
func (p *WorkOS) OnNav(ctx app.Context) { p.view().Enter(ctx, p.read) }

func (p *WorkOS) read(ctx app.Context) { p.settings.Run(ctx, api.Server().WorkOSSettings) }

func (p *WorkOS) view() shell.View {
	return shell.View{
		Title: words.Say(words.WorkOS), Needs: shared.CapabilitySettings,
		Crumbs: []shell.Crumb{{Label: words.Say(words.PlatformSettings)}, {Label: words.Say(words.Integrations)}, {Label: words.Say(words.WorkOS)}},
	}
}

// Render draws it.
func (p *WorkOS) Render() app.UI {
	return shell.Frame(p.view(), func() []app.UI {
		s, there := p.settings.Value()
		head := ui.PageHead(words.Say(words.WorkOS)).Lead(words.Say(words.WorkOSLead)).
			Actions(ui.Button(words.Say(words.CheckAgain)).Icon("sync").Busy(p.settings.Refreshing(), words.Say(words.Checking)).OnClick(p.read))
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
	return ui.Banner(ui.ToneWarn, words.Say(words.WorkOSNotConnected)).
		Cause(words.Say(words.NothingUntilSet)).
		Foot(ui.Actor(words.Say(words.SetCredentials)))
}

func credentials(s shared.WorkOSSettings) app.UI {
	return ui.Card(words.Credentials).Note(words.Say(words.CredentialsNote)).Body(ui.Facts(
		ui.F(words.API, s.APIBaseURL),
		secretFact(words.APIKey, s.APIKey),
		settingFact(words.ClientID, s.ClientID),
		settingFact(words.RedirectURI, s.RedirectURI),
		secretFact(words.WebhookSecret, s.WebhookSecret),
		ui.FactOf(words.WebhookEndpoint, ui.Copy(s.WebhookURL, words.Say(words.TheWebhookEndpoint)).Inline()),
	))
}

func settingFact(label words.Key, s shared.Setting) ui.Fact {
	if s.Value == "" {
		return ui.FactOf(label, ui.Dim(ui.Said(words.SettingNotSet)))
	}
	return ui.FactOf(label, ui.Code(s.Value), ui.Text(" "), ui.Dim(ui.Text(sourceSaid(s.Source))))
}

func secretFact(label words.Key, s shared.SecretSetting) ui.Fact {
	if !s.Set {
		return ui.FactOf(label, ui.Dim(ui.Said(words.SettingNotSet)))
	}
	return ui.FactOf(label, ui.Code("••••"+s.LastFour), ui.Text(" "), ui.Dim(ui.Text(sourceSaid(s.Source))))
}

func sourceSaid(source string) string {
	switch source {
	case "environment":
		return words.Say(words.FromEnvironment)
	case "default":
		return words.Say(words.FollowsAddress)
	}
	return ""
}

func checks(s shared.WorkOSSettings) app.UI {
	return ui.Card(words.SelfCheck).Flush(part.Health(s.Checks, state.Now(), func(path string) string { return path }))
}
