package part

import "memberpulse/shared"

// Newest puts live rows (oldest first, as they came) before those that are shown: one per id, its newest, at most most.
func Newest[T any](news, shown []T, id func(T) string, most int) []T {
	seen := map[string]bool{}
	var out []T
	add := func(v T) {
		if len(out) < most && !seen[id(v)] {
			seen[id(v)] = true
			out = append(out, v)
		}
	}
	for i := len(news) - 1; i >= 0; i-- {
		add(news[i])
	}
	for _, v := range shown {
		add(v)
	}
	return out
}

// LogID tells rows of the sync log apart.
func LogID(l shared.SyncLog) string { return l.EventID }

// AttemptID tells sign-in attempts apart.
func AttemptID(a shared.SignInAttempt) string { return a.ID }
