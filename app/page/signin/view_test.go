package signin

import (
	"testing"

	"memberpulse/app/ui"
	"memberpulse/shared"
)

func TestAnAttemptIsSaidInASentence(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a    shared.SignInAttempt
		want string
	}{
		{shared.SignInAttempt{Email: "j@nwh.example", Status: "refused"}, "j@nwh.example was refused"},
		{shared.SignInAttempt{Status: "in_progress"}, "Somebody unknown is signing in"},
		{shared.SignInAttempt{Email: "j@nwh.example", Status: "succeeded"}, "j@nwh.example signed in"},
		{shared.SignInAttempt{Email: "j@nwh.example", Status: "timed_out"}, "j@nwh.example never came back"},
	} {
		if got := headSaid(c.a); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	if stageState("failed") != ui.StageBad || stageState("skipped") != ui.StageWait {
		t.Error("a stage stands elsewhere than it is")
	}
}
