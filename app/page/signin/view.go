package signin

import (
	"memberpulse/app/ui"
	"memberpulse/shared"
)

func whoOf(a shared.SignInAttempt) string {
	if a.Email != "" {
		return a.Email
	}
	return "Somebody unknown"
}

func headSaid(a shared.SignInAttempt) string {
	switch a.Status {
	case "succeeded":
		return whoOf(a) + " signed in"
	case "refused":
		return whoOf(a) + " was refused"
	case "timed_out":
		return whoOf(a) + " never came back"
	}
	return whoOf(a) + " is signing in"
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
