package words

// Noun is a thing that is counted: one person, two people.
type Noun struct{ One, Other string }

// The nouns that the screens count.
var (
	Person       = Noun{"person", "people"}
	Group        = Noun{"group", "groups"}
	Membership   = Noun{"membership", "memberships"}
	Event        = Noun{"event", "events"}
	Change       = Noun{"change", "changes"}
	Attempt      = Noun{"attempt", "attempts"}
	Session      = Noun{"session", "sessions"}
	Organization = Noun{"organization", "organizations"}
	Item         = Noun{"item", "items"}
	Field        = Noun{"field", "fields"}
	Time         = Noun{"time", "times"}
)

// Key names a sentence of the primitives and of the shell.
type Key string

// The sentences of the primitives and of the shell.
const (
	Ago         Key = "ago"
	In          Key = "in"
	JustNow     Key = "just-now"
	Never       Key = "never"
	New         Key = "new"
	Newer       Key = "newer"
	Older       Key = "older"
	Copy        Key = "copy"
	Copied      Key = "copied"
	CopyByHand  Key = "copy-by-hand"
	CopyNoHTTPS Key = "copy-no-https"
	CopyRefused Key = "copy-refused"
	Replace     Key = "replace"
	Set         Key = "set"
	NotSet      Key = "not-set"
	Required    Key = "required"
	Close       Key = "close"
	Dismiss     Key = "dismiss"
	TryAgain    Key = "try-again"
	WhoActs     Key = "who-acts"
	Expected    Key = "expected"
	Received    Key = "received"
	Before      Key = "before"
	After       Key = "after"
	FieldName   Key = "field-name"
	TheSame     Key = "the-same"
	Nothing     Key = "nothing"
	NotReached  Key = "not-reached"
	Done        Key = "done"
	Running     Key = "running"
	Failed      Key = "failed"
	Warning     Key = "warning"
	Left        Key = "left"
	NoTotal     Key = "no-total"
	Live        Key = "live"
	Connecting  Key = "connecting"
	Again       Key = "reconnecting"
	Paused      Key = "paused"
	StreamIs    Key = "stream-is"
	DropFile    Key = "drop-file"
	ChooseFile  Key = "choose-file"
	LetGo       Key = "let-go"
	TypeToGo    Key = "type-to-go"
	Broken      Key = "broken"
	BrokenWords Key = "broken-words"
	NotFound    Key = "not-found"
	NotFoundWhy Key = "not-found-why"
	Today       Key = "today"
	Yesterday   Key = "yesterday"
)

var english = map[Key]string{
	Ago: "ago", In: "in", JustNow: "just now", Never: "never",
	New: "new", Newer: "Newer", Older: "Older",
	Copy: "Copy", Copied: "Copied", Replace: "Replace", Set: "Set", NotSet: "Not set",
	CopyByHand:  "Press Ctrl-C to copy",
	CopyNoHTTPS: "Copying needs https, and this page came without it. What you want is selected; press Ctrl-C, or ⌘C on a Mac.",
	CopyRefused: "The browser did not let this page copy. What you want is selected; press Ctrl-C, or ⌘C on a Mac.",
	Required:    "required", Close: "Close", Dismiss: "Dismiss", TryAgain: "Try again",
	WhoActs: "Who acts", Expected: "Expected", Received: "Received",
	Before: "Before", After: "After", FieldName: "Field", TheSame: "the same", Nothing: "nothing",
	NotReached: "Not reached", Done: "Done", Running: "Running", Failed: "Failed", Warning: "Warning",
	Left: "left", NoTotal: "total not known yet",
	Live: "Live", Connecting: "Connecting", Again: "Reconnecting", Paused: "Paused", StreamIs: "The stream of this page: ",
	DropFile: "Drop a file here or", ChooseFile: "choose one", LetGo: "Let go to read the file",
	TypeToGo:    "Type %s to go on",
	Broken:      "This part of the page broke",
	BrokenWords: "The rest goes on working and nothing was changed. Reload the page; if it happens again, copy the address and tell your administrator.",
	Today:       "Today, %s", Yesterday: "Yesterday, %s",
	NotFound:    "There is nothing here",
	NotFoundWhy: "Either the address is wrong, or it belongs to an organization you are not signed in to. We say the same for both, so that no one can find out which exists.",
}
