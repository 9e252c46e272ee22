// Package live keeps the one stream of this tab (GET /api/live) and hands its frames to the pages that asked for them.
//
// It promises one EventSource per tab however many listeners there are, that a hidden tab lets go of it, that a stream
// that was cut comes back by itself, and that a page is told to read its lists again (shared.TopicResync) whenever its
// place in the stream is lost, or was taken after it had read them. Last-Event-ID is the browser's own.
package live
