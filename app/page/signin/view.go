package signin

import (
	"memberpulse/app/part"
	"memberpulse/app/ui"
	"memberpulse/shared"
)

func headSaid(a shared.SignInAttempt) string {
	switch a.Status {
	case "succeeded":
		return part.AttemptWho(a) + " signed in"
	case "refused":
		return part.AttemptWho(a) + " was refused"
	case "timed_out":
		return part.AttemptWho(a) + " never came back"
	}
	return part.AttemptWho(a) + " is signing in"
}

func stageName(stage string) string {
	switch stage {
	case "started":
		return "Sent to the identity provider"
	case "returned":
		return "Came back"
	case "exchanged":
		return "Code exchanged for a profile"
	case "matched":
		return "Person matched"
	case "session":
		return "Session begun"
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
