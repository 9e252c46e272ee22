package shared

// ReplayRequest asks to apply a troubled event again; a dry run only tells what would become of it.
type ReplayRequest struct {
	DryRun bool `json:"dry_run"`
}

// ReplayManyRequest asks to apply all troubled events again that a filter finds.
type ReplayManyRequest struct {
	Filter ReplayFilter `json:"filter"`
	DryRun bool         `json:"dry_run"`
}

// ReplayFilter narrows troubled events; what is empty does not narrow.
type ReplayFilter struct {
	Outcome     Outcome `json:"outcome"` // failed dead parked
	Event       string  `json:"event"`
	DirectoryID string  `json:"directory_id"`
	SubjectID   string  `json:"subject_id"`
}

// Validate finds an outcome that nobody can replay.
func (r ReplayManyRequest) Validate() []FieldError {
	if r.Filter.Outcome == "" || Replayable(r.Filter.Outcome) {
		return nil
	}
	return []FieldError{{Field: "filter.outcome", Code: "not_replayable", Message: "Only failed, dead and parked events can be replayed."}}
}

// Replayable reports whether an event that ended so may be applied again.
func Replayable(o Outcome) bool {
	return o == OutcomeFailed || o == OutcomeDead || o == OutcomeParked
}

// ReplayManyAnswer tells how many events are, or in a dry run would be, applied again. Most is the bound of one request.
type ReplayManyAnswer struct {
	Events int `json:"events"`
	Most   int `json:"most"`
}
