package shared

// Topic names a kind of frame of the live stream (the SSE event name).
type Topic string

// Rows: every frame is an array, none is dropped; a returning browser gets what it missed or a resync.
const (
	TopicLog      Topic = "log"      // []SyncLog
	TopicAttempts Topic = "attempts" // []SignInAttempt
	TopicProblems Topic = "problems" // []Event without data: in trouble, or no more
)

// RowTopics are the topics of rows. The platform's own stream carries none of them.
var RowTopics = []Topic{TopicLog, TopicAttempts, TopicProblems}

// State: the latest wins, sent again on connect.
const (
	TopicProgress     Topic = "progress"      // []SyncRun: running, or just ended
	TopicCounts       Topic = "counts"        // Counts
	TopicHealth       Topic = "health"        // []HealthCheck
	TopicConnection   Topic = "connection"    // []Connection
	TopicDirectory    Topic = "directory"     // []Directory
	TopicOverview     Topic = "overview"      // PlatformOverview figures, for the platform's stream
	TopicSessionEnded Topic = "session_ended" // SessionEnded, the last frame of its stream
	TopicResync       Topic = "resync"        // Resync: read the lists again
)

// TopicCapability tells what one must be able to do to see a topic.
func TopicCapability(t Topic) Capability {
	switch t {
	case TopicLog, TopicAttempts, TopicProblems, TopicProgress, TopicCounts, TopicHealth, TopicConnection, TopicDirectory:
		return CapabilityRead
	case TopicOverview:
		return CapabilityPlatform
	case TopicSessionEnded, TopicResync:
		return CapabilitySelf
	}
	return CapabilityPlatform
}

// SessionEnded tells the open screens why they are closed.
type SessionEnded struct {
	Reason string `json:"reason"`
}

// Resync tells a browser that its place in the stream is lost.
type Resync struct {
	Reason string `json:"reason"`
}
