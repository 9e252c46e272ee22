package signin

import (
	"memberpulse/app/part"
	"memberpulse/app/ui"
	"memberpulse/app/ui/words"
	"memberpulse/shared"
)

func headSaid(a shared.SignInAttempt) string {
	switch a.Status {
	case "succeeded":
		return words.Say(words.SignedIn, part.AttemptWho(a))
	case "refused":
		return words.Say(words.WasRefused, part.AttemptWho(a))
	case "timed_out":
		return words.Say(words.WentMissing, part.AttemptWho(a))
	}
	return words.Say(words.IsSigningIn, part.AttemptWho(a))
}

func stageName(stage string) string {
	switch stage {
	case "started":
		return words.Say(words.SentToProvider)
	case "returned":
		return words.Say(words.CameBack)
	case "exchanged":
		return words.Say(words.CodeExchanged)
	case "matched":
		return words.Say(words.PersonMatched)
	case "session":
		return words.Say(words.SessionBegun)
	}
	return stage
}

func stageState(state string) ui.StageState {
	switch state {
	case "done":
		return ui.StageDone
	case "failed":
		return ui.StageBad
	}
	return ui.StageWait
}
