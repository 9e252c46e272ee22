// Package console is the sandbox's own screen: what the stand-in for WorkOS
// holds, and the hands to change it with. A person is made inactive, a group
// moved, a burst pushed, an outage begun, the clock moved on, and the events and
// deliveries that follow can be read.
//
// It promises: every change goes through world, so that it has WorkOS's events;
// posts come only from its own pages; whoever is not on this machine needs the
// sandbox's key; it works without script.
package console
