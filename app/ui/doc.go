// Package ui is the set of primitives that every screen is made of: pages use these and never raw elements, classes or
// styles. It imports go-app and its own words only, so nothing of the wire leaks into it.
//
// It promises the classes of web/css, the ARIA of each primitive, and handlers that are never stale: an interactive
// primitive is a component that reads its handler when the event comes, so no page needs app.EventScope, and a panic in a
// handler is reported in place of ending the program.
//
// # How a page looks
//
// One package per family under app/page. Load in OnNav (go-app does not remount a page when only its address changes);
// close the stream in OnDismount; compute texts and addresses in view.go, a pure function of data that is tested natively.
//
//	package activity
//
//	type Page struct {
//		app.Compo
//		query  state.Query
//		rows   state.Load[shared.List[shared.SyncLog]]
//		fresh  []shared.SyncLog // live rows that gather behind "N new"
//		stream live.Subscription
//	}
//
//	func New() app.Composer { return &Page{} }
//
//	func (p *Page) OnNav(ctx app.Context) {
//		p.query, p.fresh = state.QueryOf(ctx), nil
//		p.stream.Open(ctx, p.query.Scope(), p.heard, shared.TopicLog) // before the fetch, so that nothing falls between
//		p.fetch(ctx)
//	}
//
//	func (p *Page) OnDismount() { p.rows.Stop(); p.stream.Close() }
//
//	func (p *Page) fetch(ctx app.Context) {
//		q := p.query
//		p.rows.Run(ctx, func(c context.Context) (shared.List[shared.SyncLog], error) {
//			page := api.Page{Limit: 50, Before: q.Get("before"), After: q.Get("after"), OrganizationID: q.Scope()}
//			return client.Server().SyncLogs(c, page, api.LogFilter{Outcome: q.Get("outcome"), Query: q.Get("q")})
//		})
//	}
//
//	func (p *Page) heard(ctx app.Context, f live.Frame) {
//		if f.Topic == shared.TopicResync { // the place in the stream is lost: read again
//			p.fetch(ctx)
//			return
//		}
//		if rows, err := live.Decode[[]shared.SyncLog](f); err == nil {
//			p.fresh = append(rows, p.fresh...)
//		}
//	}
//
//	func (p *Page) Render() app.UI {
//		return shell.Frame(shell.View{Title: "Activity", Needs: shared.CapabilityRead}, p.body)
//	}
//
//	func (p *Page) body() []app.UI {
//		now := state.Now()
//		table := ui.Table("Changes", ui.Col("Time, UTC").Fit().Dim(), ui.Col("Outcome").Fit(), ui.Col("What happened").Title(),
//			ui.Col("Event").Leaves(2), ui.Col("Took").Num().Fit().Dim())
//		list, _ := p.rows.Value()
//		switch {
//		case p.rows.Waiting():
//			table.Loading(8)
//		case p.rows.Broken():
//			table.State(state.FailedState(p.rows.Err(), p.fetch))
//		case len(list.Data) == 0 && p.query.Has("outcome", "q"):
//			table.State(ui.NoMatch("No change matches", "…", p.query.Without("outcome", "q")))
//		case len(list.Data) == 0:
//			table.State(ui.Empty("Nothing has changed yet", "Every change your directory sends appears here."))
//		default:
//			table.Rows(rowsOf(list.Data, now, p.query)).News(len(p.fresh), p.showFresh)
//		}
//		return []app.UI{
//			ui.PageHead("Activity").Lead("Every change your directory sent, and what became of it."),
//			ui.Stack(
//				ui.Filters(ui.Search("q", "Search the log", "Person, group or id", p.query.Get("q"),
//					func(ctx app.Context, text string) { ctx.Navigate(p.query.With("q", text)) })),
//				table.FacetBar(ui.Facets("Outcome", facets…)).Foot(ui.Pager("50 shown", p.query.Page("before", list.ListMetadata.Before), p.query.Page("after", list.ListMetadata.After))),
//			),
//		}
//	}
//
// Add the screen to app/routes (one line in table). Links inside MemberPulse: p.query.Link("/people/"+id) keeps the
// organization that a platform admin is looking at. Every filter is in the address: With, Without, Page give the
// addresses, ctx.Navigate goes there, OnNav loads.
//
// # The primitives
//
//	text      Text P B Code Dim Soft Lead Heading Subheading Hidden Num; Ago Clock ClockMillis Day (times; pass now)
//	layout    PageHead(title).Lead.Meta.Actions; Stack Sections Tight Row Spread Push Cols2 Cols3 Split(main, aside)
//	          Section(title, note, kids…) SectionEnd; Each(items, draw) If(cond, draw) Region(draw)
//	actions   Button(label).Primary.Quiet.Danger.DangerQuiet.Small.Wide.Icon.IconOnly.Busy(b, verb).Disabled(b).Why(id)
//	          .Href.Download.Submit.Expands.OnClick(func(app.Context)); Link LinkOf LinkOut RowLink ActionLink
//	state     Status(kind, word) StatusSince Outcome(word) OutcomeKind; Badge(word, tone) BadgeTitled CodeBadge Badges
//	          Actor(who) Avatar BigAvatar OrgAvatar Path(steps…)
//	forms     Form(label, submit, rows…) FormRow(title, why, controls…); Field(id, label).Value.Type.Required.Hint
//	          .Error.Passed.Checking.Code.Disabled.OnInput.OnChange.OnEnter; ControlField(id, label, control)
//	          Select(id, name, options…).Value.OnChange; Switch(label, on).Hint.OnChange; Checkbox; Choices
//	          Textarea(id, label).Value.Error.OnFile; Secret(id, label).Stored.Editing.OnEdit.OnInput
//	          Copy(value, what) CopyID(id) CopyButton(label, value); Draft(text, buttons…)
//	lists     Table(label, Col…).Rows.Bar.FacetBar.Foot.State.Loading.Busy.News.Sort.Scroll; TableRow; Main MainLink Pager
//	          List ListFlush ListStatus of Item; Facts FactsWide of F / FactOf; Checks ChecksRuled of CheckLine
//	          Facets Tabs Stepper Filters Search Chip DateRange(id, shown, presets…).Days; Panes(list, pane) Pane PanePart; Folds Fold FoldFix
//	figures   Stats(Stat(label, figure).Unit.Note.Ticks.Meter…) StatLoading; Ticks TicksRow Strip Bars Line Swatch Key
//	          Progress(label).Of(done, total).Rate.Left.Done.Warn.Bad.Big
//	explain   Timeline(Stage…) Compare DiffOf Diff(FieldChange…) JSON(label, document, hits…) PrettyJSON Why(WhyNode…)
//	          Answer Steps Effect
//	notices   Banner(tone, title).Cause.Actor.Foot.Action.Alert; Card(title).Note.End.Body.Flush.Foot
//	          Empty NoMatch FailedState Locked Broken; Bone BoneFigure BonesOf; shell.Notify(tone, text)
//	overlays  Dialog(id, title).Body.Foot.OnClose (render it only while asked) DialogEffect TypeName; Menu More MenuItem
//
// state.FailedState(err, again) and state.FailedBanner(err) turn a refusal of the server into the right one of these.
//
// Words: package words has Count, Plural(n, noun), Duration, Relative, List; nouns and sentences stand in words/en.go.
//
// Traps that remain: no app.Raw, no Style; a field's id is its identity, so keep it unique and steady; children match by
// index, so keep the order of rows steady and give each an ID.
package ui
