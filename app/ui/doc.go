// Package ui is the set of primitives that every screen is made of: pages use these and never raw elements, classes or
// styles. It imports go-app and its own words only, so nothing of the wire leaks into it.
//
// It promises the classes of web/css, the ARIA of each primitive, and handlers that are never stale: an interactive
// primitive is a component that reads its handler when the event comes, so no page needs app.EventScope, and a panic in a
// handler is reported in place of ending the program.
//
// # How a page looks
//
// One package per family under app/page; the example of shell.Frame shows one. Load in OnNav (go-app does not remount a page when only
// its address changes); close the stream in OnDismount (loads are given up by themselves); compute texts and addresses in
// view.go, a pure function of data that is tested natively.
//
// Add the screen to app/routes (one line in table). Links inside MemberPulse: p.query.Link("/people/"+id) keeps the
// organization that a platform admin is looking at. Every filter is in the address: With, Without, Page give the
// addresses, ctx.Navigate goes there, OnNav loads.
//
// # The primitives
//
//	text      Text P B Code Dim Lead Subheading Hidden Num; Ago Clock ClockMillis Day (times; pass now)
//	layout    PageHead(title).Lead.Meta.Actions; Stack Sections Tight Row Push Cols2 Cols3 Split(main, aside)
//	          Section(title, note, kids…) SectionEnd; Each(items, draw) If(cond, draw) Region(draw)
//	actions   Button(label).Primary.Quiet.Danger.DangerQuiet.Small.Icon.IconOnly.Busy(b, verb).Disabled(b).Why(id)
//	          .Href.Submit.OnClick(func(app.Context)); Link LinkOf LinkOut RowLink ActionLink
//	state     Status(kind, word) StatusSince Outcome(word) OutcomeKind; Badge(word, tone) BadgeTitled CodeBadge Badges
//	          Actor(who) Avatar BigAvatar OrgAvatar Path(steps…)
//	forms     Form(label, submit, rows…) Field(id, label).Value.Type.Required.Hint
//	          .Error.Passed.Checking.Code.Disabled.OnInput.OnChange; ControlField(id, label, control)
//	          Select(id, name, options…).Value.OnChange; Switch(label, on).Hint.OnChange; Checkbox; Choices
//	          Textarea(id, label).Value.Error.OnFile; Secret(id, label).Stored.Editing.OnEdit.OnInput
//	          Copy(value, what) CopyID(id) CopyButton(label, value); Draft(text, buttons…)
//	lists     Table(label, Col…).Rows.FacetBar.Foot.State.Loading.Busy.News.Sort; TableRow; Main MainLink Pager
//	          List ListFlush ListStatus of Item; Facts FactsWide of F / FactOf; Checks ChecksRuled of CheckLine
//	          Facets Tabs Stepper Filters Search Chip DateRange(id, shown, presets…).Days; Panes(list, pane) Pane PanePart; Folds Fold FoldFix
//	figures   Stats(Stat(label, figure).Unit.Note.Ticks.Meter…) StatLoading; Ticks Strip Bars Line Swatch Key
//	          Progress(label).Of(done, total).Rate.Left.Done.Warn.Bad.Big
//	explain   Timeline(Stage…) Compare DiffOf Diff(FieldChange…) JSON(label, document, hits…) PrettyJSON Why(WhyNode…)
//	          Answer Steps Effect
//	notices   Banner(tone, title).Cause.Actor.Foot.Action.Alert; Card(title).Note.End.Body.Flush.Foot
//	          Empty NoMatch FailedState Locked Broken; Bone BonesOf; shell.Notify(tone, text)
//	overlays  Dialog(id, title).Body.Foot.OnClose (render it only while asked) DialogEffect TypeName; Menu More MenuItem
//
// state.FailedState(err, again) and state.FailedBanner(err) turn a refusal of the server into the right one of these.
//
// Words: package words has Count, Plural(n, noun), Duration, Relative, List; nouns and sentences stand in words/en.go.
//
// Traps that remain: no app.Raw, no Style; a field's id is its identity, so keep it unique and steady; children match by
// index, so keep the order of rows steady and give each an ID.
package ui
