package ui

import (
	"time"

	"memberpulse/app/ui/words"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// waves makes steady figures for the specimens, with trouble where it is told.
func waves(n int, trouble map[int]Tone) []Tick {
	ticks := make([]Tick, n)
	for i := range ticks {
		ticks[i] = Tick{N: 4 + (i*37+i*i*11)%29, Tone: trouble[i]}
	}
	return ticks
}

func galleryFigures() []app.UI {
	points := make([]int, 41)
	for i, t := range waves(41, nil) {
		points[i] = 120 + i*3 + t.N
	}
	return []app.UI{
		Stats(
			Stat("Changes today", "312").Note("276 applied").Ticks("Changes by half hour", waves(32, map[int]Tone{31: ToneRun})),
			Stat("With trouble", "847").NoteOf(Status(Bad, "3 refused")).Ticks("Sign-ins by half hour; refused in two", waves(32, map[int]Tone{9: ToneBad, 20: ToneWarn})),
			Stat("Seats", "1,284").Unit("of 1,500").Note("216 free").Meter("Seats", 1284, 1500),
			StatLoading("Loading"),
			Stat("Unknown", "–").Note("Not asked for yet").Ticks("Nothing yet", make([]Tick, 32)),
		),
		Cols2(Bars("Events by minute; two with failures", waves(60, map[int]Tone{31: ToneBad, 32: ToneBad, 59: ToneRun}), "08:42", "09:12", "09:41"),
			Line("Requests a second, rising", points, "09:36", "09:38", "now")),
		Strip([]app.UI{B("312 changes"), Dim(Text("since 08:41, one tick is 30 seconds")), Key(Swatch("applied", Plain), Swatch("parked or held", ToneWarn), Swatch("failed or dead", ToneBad))},
			"Changes by half minute since 08:41", waves(120, map[int]Tone{52: ToneWarn, 97: ToneBad, 113: ToneBad, 119: ToneRun}), "08:41", "08:56", "09:11", "09:26", "now"),
		Card("Card").Note("a frame round one thing").End(Button("Edit").Small()).Body(Text("What it holds.")).Foot(Icon("info"), Text("What to know about it.")),
	}
}

func galleryProgress() []app.UI {
	return []app.UI{
		Cols3(
			Progress("Memberships").Of(21928, 40000).Rate(212).Left(85*time.Second),
			Progress("Counting").Of(0, 0).Say("4 requests a second", "12 s so far"),
			Progress("People").Of(10038, 10038).Say("Took 1 min 34 s", "38 parked").Done(),
			Progress("Paused by you").Of(8200, 40000).Say("Since 09:41", "").Warn(),
			Progress("Stopped").Of(8200, 40000).Say("WorkOS refused the key", "").Bad(),
			Progress("Memberships").Waits("waits for groups"),
		),
		Stepper("Steps", Step{"Provider", "#", StepDone}, Step{"Details", "", StepBad}, Step{"Test", "", StepNow}, Step{"Go live", "", StepNext}),
		Tabs("Tabs", TabLink{Label: "Connection", Href: "#"}, TabLink{Label: "Attempts", Count: "847", Href: "#", Current: true}, TabLink{Label: "Attributes", Href: "#"}),
		Filters(
			Search("g-q", "Search", "Name, e-mail or id", "", nil), Chip("Group is", "Staff", "#"),
			DateRange("g-span", "14 to 20 Nov", Preset{"Today", "#", false}, Preset{"Last 7 days", "#", true}).Days("2026-11-14", "2026-11-20", func(app.Context, string, string) {}),
			Facets("State", FacetLink{Label: "All", Count: 312, Href: "#", Current: true}, FacetLink{Label: "Failed", Kind: Failed, Count: 1, Href: "#"}),
		),
	}
}

func galleryTable(label words.Key) *TableView {
	return Table(label, Col("Time, UTC").Fit().Dim().Sorts("time", "oldest first", "newest first"), Col("Outcome").Fit(), Col("What happened").Title()).
		Sort("time", true, func(string, bool) string { return "#" })
}

func galleryTables(now time.Time) []app.UI {
	row := func(id string, ago time.Duration, outcome, what string) TableRow {
		return TableRow{ID: id, Cells: []app.UI{DayClock(now.Add(-ago), now), Outcome(outcome), RowLink("#", Text(what))}}
	}
	rows := []TableRow{
		row("g1", 31*time.Second, "applied", "Priya Raman joined Clinical Ops"),
		row("g2", 42*time.Second, "stale", "Noor Haddad: older than what is stored"),
		row("g3", 71*time.Second, "parked", "A membership waits for its group"),
		row("g4", 136*time.Second, "failed", "WorkOS answered 503, next at 09:43:10"),
	}
	rows[2].Selected = true
	again := func(app.Context) {}
	return []app.UI{Cols2(
		labeled("full, with new rows; chosen", galleryTable("Full").Rows(rows).News(14, again).Foot(Pager("4 of 312", "", "#"))),
		labeled("loading", galleryTable("Loading").Loading(4)),
		labeled("empty", galleryTable("Empty").State(Empty("Nothing has changed yet", "Every change your directory sends appears here within a second, with what became of it.", Button("Connect a directory").Primary()))),
		labeled("failed", galleryTable("Failed").State(FailedState("The log could not be read", "The server did not answer in 10 s. Rows that came before are safe.", again))),
		labeled("no match", galleryTable("No match").State(NoMatch("No change matches", "Two filters are set: outcome is dead, group is Staff.", "#"))),
		labeled("no rights", galleryTable("No rights").State(Locked("Your role does not open this list", "A Client admin of Northwind Health can read it. You are a Member.", Button("Why?").Href("#")))),
	)}
}

func galleryLists(now time.Time) []app.UI {
	return []app.UI{
		Cols2(
			Card("List").Flush(List(
				Item{Mark: Icon("ok"), Tone: ToneOK, Title: []app.UI{Text("Prove your domain")}, Note: []app.UI{Text("northwindhealth.com, checked "), Ago(now.Add(-2*time.Hour), now)}, End: []app.UI{Link("Domains", "#")}},
				Item{Mark: Icon("warn"), Tone: ToneWarn, Title: []app.UI{Text("Map groups to roles")}, Note: []app.UI{Text("2 groups give no role")}, End: []app.UI{Button("Map groups").Small()}},
				Item{Mark: Avatar("Priya Raman"), Title: []app.UI{Text("Priya Raman")}, Note: []app.UI{Text("priya@northwindhealth.com")}, Href: "#"})),
			Card("Checks").Flush(ChecksRuled(
				CheckLine{State: OK, Title: "Sign-in works", Note: "last 4 min ago"}, CheckLine{State: Run, Title: "Asking DNS"},
				CheckLine{State: Warn, Title: "Certificate ends in 12 days", Detail: []app.UI{Text("Renew it in Okta."), Actor("your Okta admin")}},
				CheckLine{State: Bad, Title: "No event since 08:52", End: []app.UI{Text("47 min")}}, CheckLine{State: Off, Title: "Test sign-in"})),
			Card("Facts").Body(Facts(F("Directory", "Okta"), F("People", "1,284"), FactOf("Id", CopyID("directory_01K8Q2V7M3N0ZC4T8H5R6W1XYB")))),
			Card("Facts, wide").Body(FactsWide(F("Received", "09:40:37"), F("Attempts", "2 of 8"), F("Duplicates", "1"))),
		),
		Folds(Fold("The brake stopped a mass removal").Count("212").Note(Text("212 of 640 people in 4 minutes")).End(Outcome("held")).Open(true).
			Body(FoldFix([]app.UI{P(Text("If the school meant it, approve; if not, they keep their access.")), Actor("Brightwater’s client admin")}, Button("Let 212 go…"), Button("Keep them…"))),
			Fold("WorkOS answered 503").Count("38").Note(Text("next at 09:43:10")).End(Outcome("failed")).Body(Text("…"))),
		Draft("2 changes are not saved yet.", Button("Discard").Quiet(), Button("Save").Primary()),
	}
}

func galleryExplain(now time.Time) []app.UI {
	want, got := DiffOf("…/sso/saml/conn_01KT6D", "…/sso/saml/northwind-staging")
	document := `{"id":"event_01KT6D","event":"dsync.user.updated","data":{"state":"inactive","job_title":"Charge Nurse","groups":[{"id":"g1"},{"id":"g2"},{"id":"g3"}]}}`
	return []app.UI{
		Cols2(
			Stack(
				Timeline(
					Stage{State: StageDone, Title: "Redirected to Okta", Time: ClockMillis(now), From: 0, Until: 300},
					Stage{State: StageWarn, Title: "Times", Time: Text("+2 ms"), Note: []app.UI{Text("Okta’s clock is 48 s ahead")}},
					Stage{State: StageNow, Title: "Attributes", Time: Text("running"), From: 300, Until: 420},
					Stage{State: StageBad, Title: "Audience", Time: Text("+3 ms"), Note: []app.UI{Text("Not this connection’s")}},
					Stage{State: StageWait, Title: "Session", Time: Text("not reached")}),
				Compare("", want, "", got)),
			Stack(
				Card("").Flush(Diff(FieldChange{Field: "state", Was: "active", Is: "inactive"}, FieldChange{Field: "job_title", Is: "Charge Nurse"}, FieldChange{Field: "email", Same: true})),
				Card("Payload").End(CopyButton("Copy", document)).Flush(JSON("JSON", []byte(document), "data.job_title"))),
		),
		Answer("Why", []app.UI{B("Priya Raman"), Text(" is a Client user because the group Staff gives it.")}, Why("Why",
			WhyNode{Yes: true, Kind: "Role", What: []app.UI{B("Client user"), Text(" "), Code("ROLE_CLIENT_USER")}, End: []app.UI{Status(OK, "held")}, Under: []WhyNode{
				{Yes: true, Kind: "Rule 3", What: []app.UI{Text("Group "), B("Staff"), Text(" gives Client user")}, End: []app.UI{Link("Rule", "#")}, Under: []WhyNode{
					{Yes: true, Kind: "Membership", What: []app.UI{Text("In the group since 3 June 2026")}, Evidence: []app.UI{Text("event_01KT6D…8PQ2")}, End: []app.UI{Link("Event", "#")}},
				}},
				{Cause: true, Kind: "Rule 5", What: []app.UI{Text("The node that decides is the only tinted one")}},
				{Cut: true, Kind: "SSO groups", What: []app.UI{Text("Grant nothing here, because a directory is linked")}},
			}})),
	}
}

func galleryOverlays() []app.UI {
	return []app.UI{
		Cols2(
			Dialog("g-d1", "Replay 38 events").stillOpen().
				Body(P(Text("The dry run says what would happen now:")), DialogEffect(F("Applied", "0"), F("Parked again", "38, seats are still full"), F("Took", "12 ms"))).
				Foot(Button("Cancel"), Button("Replay 38").Primary()),
			Dialog("g-d2", "Disable sign-in through Okta").stillOpen().
				Body(P(B("1,284 people"), Text(" can then sign in only by e-mail code. 312 open sessions go on until they end.")), Field("g-dn", "Type Northwind Health to go on").Value("Northwind He")).
				Foot(Button("Keep it"), Button("Disable sign-in").Danger().Disabled(true)),
		),
		wide(labeled("menu", More("g-menu", "Actions", MenuItem{Icon: "replay", Label: "Replay…"}, MenuItem{Icon: "terminal", Label: "Copy curl"}, MenuItem{},
			MenuItem{Icon: "trash", Label: "Erase person…", Danger: true}))),
	}
}

func galleryIcons() []app.UI {
	icons := make([]app.UI, len(Icons))
	for i, name := range Icons {
		icons[i] = el("span", "icons__one", Icon(name), el("span", "", Text(name)))
	}
	return []app.UI{el("div", "icons", icons...), wide(Brand("/"), LongMark(false), LongMark(true))}
}
