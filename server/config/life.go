package config

import (
	"fmt"
	"strings"
	"time"
)

// How long sessions last where nothing else is set, and between what it may be set.
const (
	defaultIdle     = 30 * time.Minute
	defaultAbsolute = 12 * time.Hour
	shortestLife    = time.Minute
	longestLife     = 30 * 24 * time.Hour
)

// sessions reads how long a session lasts, unused and at most.
func (l *loader) sessions() (idle, absolute time.Duration) {
	const idleName, absoluteName = "MEMBERPULSE_SESSION_IDLE", "MEMBERPULSE_SESSION_ABSOLUTE"
	before := len(l.faults)
	idle, absolute = l.life(idleName, defaultIdle), l.life(absoluteName, defaultAbsolute)
	if len(l.faults) > before || idle <= absolute {
		return idle, absolute
	}
	name, problem := absoluteName, fmt.Sprintf("is %s, and a session may be idle for %s: it would never end for that", short(absolute), short(idle))
	if l.text(absoluteName, "") == "" {
		name, problem = idleName, fmt.Sprintf("is %s, and a session lasts %s at most: it would never end for that", short(idle), short(absolute))
	}
	l.fault(name, problem, "set "+idleName+" to no more than "+absoluteName)
	return idle, absolute
}

// life reads how long something of a session lasts.
func (l *loader) life(name string, otherwise time.Duration) time.Duration {
	value := l.text(name, "")
	if value == "" {
		return otherwise
	}
	mend := fmt.Sprintf("write a time from 1 minute (1m) to 30 days (720h), like %s", short(otherwise))
	life, err := time.ParseDuration(value)
	switch {
	case err != nil:
		l.fault(name, fmt.Sprintf("is %q, which is no length of time", value), mend)
	case life < shortestLife:
		l.fault(name, fmt.Sprintf("is %s, which is less than a minute", value), mend)
	case life > longestLife:
		l.fault(name, fmt.Sprintf("is %s, which is more than 30 days", value), mend)
	default:
		return life
	}
	return otherwise
}

// short writes a time without the zeros at its end: 30m, 12h.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}
