package words

// The sentences of the frame round every page.
const (
	Live        Key = "Live"
	Connecting  Key = "Connecting"
	Again       Key = "Reconnecting"
	Paused      Key = "Paused"
	StreamIs    Key = "The stream of this page: %s"
	NotFound    Key = "There is nothing here"
	NotFoundWhy Key = "Either the address is wrong, or it belongs to an organization you are not signed in to. We say the same for both, so that no one can find out which exists."
)
