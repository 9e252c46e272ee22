package ui

import (
	"time"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Gallery shows every primitive in every state. It stands here since hover, focus, copied and a dialog in the page are
// states that no page can set.
func Gallery() app.UI {
	now := time.Date(2026, 11, 20, 9, 41, 8, 0, time.UTC)
	return el("div", "",
		specimen("Button", "One primary per view. Busy says what it is doing.", galleryButtons()...),
		specimen("Field", "Label above, hint or message below, never both. What was typed stays.", galleryFields()...),
		specimen("Text area, secret, copy", "A secret is written, never read. What we give to carry elsewhere has a copy button.", galleryTexts()...),
		specimen("Status, badge, actor", "Shape tells the kind, fill tells whether it is final. A healthy word stays ink.", galleryStatus(now)...),
		specimen("Banner, toast", "Problem, cause, who acts, one button. A toast only for what was just done here.", galleryNotices()...),
		specimen("Card, stat, chart", "Ticks are our sparkline: one tick, one span of time. Only trouble takes a hue.", galleryFigures()...),
		specimen("Progress, stepper, tabs", "n of m, rate, time left. Chosen tab and filter are in the URL.", galleryProgress()...),
		specimen("Table", "Live rows gather behind “N new”. Empty, loading, failed and no rights have their own words.", galleryTables(now)...),
		specimen("List, facts, checks, fold", "Rows that are not a table; label and value; what turns green or red; what opens.", galleryLists(now)...),
		specimen("Timeline, compare, diff, JSON, why", "The explaining primitives: when, what was wanted, what changed, what came, and why.", galleryExplain(now)...),
		specimen("Dialog, menu, jump box", "Effect and count first, then the question. The dangerous one asks for the name.", galleryOverlays()...),
		specimen("Icons and mark", "16 px box, 1.5 px stroke, round ends. Always beside a word, or with a name.", galleryIcons()...),
	)
}

func specimen(title, note string, body ...app.UI) app.UI {
	return el("section", "specimen",
		el("div", "specimen__head", el("h2", "", Text(title)), el("p", "", Text(note))),
		el("div", "specimen__body", body...)).Attr("aria-label", title)
}

func labeled(label string, kid app.UI) app.UI {
	return el("div", "specimen__item", el("span", "specimen__label", Text(label)), kid)
}

func wide(kids ...app.UI) app.UI { return el("div", "row row--4", kids...) }

func galleryButtons() []app.UI {
	kinds := []struct {
		name string
		make func(string) *ButtonView
	}{
		{"Primary", func(s string) *ButtonView { return Button(s).Primary() }},
		{"Default", Button},
		{"Quiet", func(s string) *ButtonView { return Button(s).Quiet() }},
		{"Danger", func(s string) *ButtonView { return Button(s).Danger() }},
		{"Danger, quiet", func(s string) *ButtonView { return Button(s).DangerQuiet() }},
	}
	heads := []app.UI{el("th", "", Hidden("Kind")).Attr("scope", "col")}
	for _, h := range []string{"Rest", "Hover", "Focus", "Busy", "Disabled", "Icon", "Small"} {
		heads = append(heads, el("th", "", Text(h)).Attr("scope", "col"))
	}
	rows := make([]app.UI, len(kinds))
	for i, k := range kinds {
		cells := []app.UI{el("th", "", Text(k.name)).Attr("scope", "row")}
		for _, b := range []*ButtonView{
			k.make("Save"), k.make("Save").state("is-hover"), k.make("Save").state("is-focus"), k.make("Save").Busy(true, "Saving"),
			k.make("Save").Disabled(true), k.make("Replay").Icon("replay"), k.make("Save").Small(),
		} {
			cells = append(cells, el("td", "", b))
		}
		rows[i] = el("tr", "", cells...)
	}
	table := el("table", "matrix", el("thead", "", el("tr", "", heads...)), el("tbody", "", rows...))
	return []app.UI{
		el("div", "table__scroll", table).Attr("tabindex", "0").Attr("role", "region").Attr("aria-label", "Buttons"),
		wide(labeled("link", Link("All activity", "#")), labeled("link, outside", LinkOut("Okta’s guide", "https://help.okta.com/")),
			labeled("action", ActionLink("Show all", func(app.Context) {})),
			labeled("icon", Button("More").Icon("more").IconOnly()), labeled("icon, quiet", Button("More, quiet").Quiet().Icon("more").IconOnly())),
	}
}

func galleryFields() []app.UI {
	roles := []Option{{"client_user", "Client user"}, {"client_admin", "Client admin"}}
	return []app.UI{
		Cols3(
			Field("g-1", "At rest").Placeholder("you@company.com").Hint("Used only to find your organization."),
			Field("g-2", "Hover").Value("northwindhealth.com").Hint("One domain.").look("is-hover"),
			Field("g-3", "Focus").Value("northwindhealth.com").Hint("One domain.").look("is-focus"),
			Field("g-4", "Checking").Value("northwindhealth.com").Checking("Asking DNS…"),
			Field("g-5", "Passed").Value("northwindhealth.com").Passed("The TXT record answers."),
			Field("g-6", "Failed").Required().Value("northwindhealth.con").Error("No such domain. DNS answered NXDOMAIN."),
			Field("g-7", "Disabled").Value("set by the environment").Disabled(true),
			ControlField("g-8", "Select", Select("g-8", "", roles...).Value("client_user")),
			ControlField("g-9", "Select, disabled", Select("g-9", "", roles...).Value("client_admin").Disabled(true)),
		),
		wide(labeled("switch, on", Switch("Follow new rows", true)), labeled("off", Switch("Follow new rows", false).Hint("At the very top only")),
			labeled("disabled", Switch("Follow new rows", true).Disabled(true)), labeled("checkbox", Checkbox("Choose row", true, nil))),
		Choices("g-provider", "Provider", "okta", nil, Option{"okta", "Okta"}, Option{"entra", "Microsoft Entra ID"}, Option{"google", "Google Workspace"}, Option{"saml", "Other SAML"}),
	}
}

func galleryTexts() []app.UI {
	acs := "https://auth.workos.com/sso/saml/acs/conn_01KT6D"
	file := func(app.Context, string, string) {}
	over := Textarea("g-t2", "File over it").Placeholder("Drop metadata.xml").OnFile(".xml", file)
	over.over = true
	copied := Copy(acs, "address")
	copied.copied = true
	return []app.UI{Cols3(
		Textarea("g-t1", "Metadata").Placeholder("Paste XML or a URL").OnFile(".xml,.pem", file),
		over,
		Textarea("g-t3", "Unreadable").Value("-----BEGIN CERTIFICATE-----\nMIIDpDCCAoygAwIB").OnFile(".pem", file).Error("Line 2 ends too early: 12 of 1,284 characters."),
		Secret("g-s1", "Secret, stored").Stored("7Qx2", "saved 2 d ago").OnEdit(func(app.Context) {}),
		Secret("g-s2", "Secret, being replaced").Editing(true, "").Hint("The old one stays until this one is checked."),
		Secret("g-s3", "Secret, missing").OnEdit(func(app.Context) {}),
		ControlField("g-c1", "Copy", Copy(acs, "address")),
		ControlField("g-c2", "Copied", copied),
		ControlField("g-c3", "Copy, in a line", CopyID("directory_user_01K8Q2V7M3N0ZC4T8H5R6W1XYB")),
	)}
}

func galleryStatus(now time.Time) []app.UI {
	kinds := []struct {
		label string
		kind  Kind
		word  string
	}{
		{"final", OK, "applied"},
		{"working", Run, "pending"},
		{"now", LiveNow, "live"},
		{"wakes by itself", Parked, "parked"},
		{"waits for a person", Held, "held"},
		{"will try again", Failed, "failed"},
		{"gave up", Dead, "dead"},
		{"nothing to do", Stale, "stale"},
		{"not for us", Ignored, "ignored"},
	}
	grid := make([]app.UI, 0, len(kinds)+1)
	for _, k := range kinds {
		grid = append(grid, labeled(k.label, Status(k.kind, k.word)))
	}
	grid = append(grid, labeled("since", StatusSince(OK, "active", Ago(now.Add(-50*time.Hour), now))))
	return []app.UI{
		el("div", "specimen__grid", grid...),
		Row(Badge("Client user", Plain), Badge("active", ToneOK), Badge("syncing", ToneRun), Badge("Draft 3", ToneWarn), Badge("removed", ToneBad), CodeBadge("dsync.user.updated")),
		wide(Actor("Northwind’s Okta admin"), Actor("you"), Actor("nobody yet, it retries by itself")),
		wide(Avatar("Dana Whitfield"), BigAvatar("Dana Whitfield"), OrgAvatar("Northwind Health"), Effect("+12", true), Effect("−3", false)),
		Path(PathStep{Kind: "Okta group", Name: "Staff"}, PathStep{Kind: "Rule", Name: "3"}, PathStep{Kind: "Role", Name: "Client user"}),
	}
}

func galleryNotices() []app.UI {
	return []app.UI{
		el("div", "stack stack--3",
			Banner(ToneBad, "Nobody can sign in through Okta since 08:52").Cause("The signing certificate ended on 20 November 2026, 08:52 UTC. 61 attempts were refused.").
				Actor("you, with your Okta admin").Action(Button("Renew certificate").Small()),
			Banner(ToneWarn, "The brake holds 212 removals").Cause("Google Workspace removed 212 of 640 people in 4 minutes. They keep their access until someone decides.").
				Actor("a client admin").Action(Button("Review 212").Small()),
			Banner(ToneRun, "Reconnecting").Cause("Rows since 09:40:37 come when the stream is back. Nothing is lost."),
			Banner(ToneOK, "Okta is live").Cause("Draft 3 was tested and is in use since 09:41.").Action(Button("Roll back").Small().Icon("undo"))),
		wide(Toast(ToneOK, "Rule 5 gives Client user", func(app.Context) {}).Action("Undo", func(app.Context) {}),
			Toast(ToneBad, "Not saved: WorkOS did not answer. Your text is kept.", nil).Action("Again", func(app.Context) {})),
	}
}
