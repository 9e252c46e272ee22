package signin

import (
	"strings"
	"testing"
	"time"

	"memberpulse/app/part"
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
		{shared.SignInAttempt{Email: "j@nwh.example", MemberName: "Jonas Weber", Status: "refused"}, "Jonas Weber was refused"},
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

func TestAnAttemptIsToldToThoseWhoLookOn(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 20, 9, 35, 28, 0, time.UTC)
	later := at.Add(9 * time.Second)
	refused := shared.SignInAttempt{
		ID: "attempt_1", Status: "refused", Code: "not_provisioned", Email: "j@nwh.example", Title: "You are not in your organization's directory",
		Detail: "Your organization's people", StartedAt: at, FinishedAt: &later,
		Stages: []shared.SignInStage{{Stage: "started", State: "done"}, {Stage: "matched", State: "failed"}, {Stage: "session", State: "skipped"}},
	}
	if got := part.AttemptCause(refused); got != "Not in the directory" {
		t.Errorf("cause %q", got)
	}
	if got := why(refused); strings.Contains(got, "You") || !strings.Contains(got, "Assign them") {
		t.Errorf("why %q", got)
	}
	if got := supportText(refused); got != "attempt_1\n2026-11-20T09:35:28Z\nrefused not_provisioned\nPerson matched" {
		t.Errorf("for support %q", got)
	}
	if got := took(refused); got != "9 s" {
		t.Errorf("took %q", got)
	}
	odd := shared.SignInAttempt{Status: "refused", Code: "code_rejected", Title: "WorkOS did not accept the code", Detail: "It was used before."}
	if got := why(odd); got != "They were told: “WorkOS did not accept the code. It was used before.”" {
		t.Errorf("why %q", got)
	}
	for status, want := range map[string]string{"succeeded": "", "in_progress": "At the identity provider"} {
		if got := part.AttemptCause(shared.SignInAttempt{Status: status, ConnectionName: "Okta"}); got != want {
			t.Errorf("%s: %q", status, got)
		}
	}
}
