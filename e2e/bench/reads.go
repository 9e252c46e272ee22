package main

import (
	"bytes"
	"strconv"

	"memberpulse/e2e/bench/viewer"
)

// noReads is for windows that nobody watches.
func (*bench) noReads() viewer.Reads { return nil }

// frameReads takes each frame for an event.
func (*bench) frameReads() viewer.Reads { return func(seen int, _, _ []byte) int { return seen + 1 } }

// rowReads counts the new people in frames of the log: what else comes is not ours, as what the product asks WorkOS for.
func (*bench) rowReads() viewer.Reads { return rowsSeen }

func rowsSeen(seen int, _, data []byte) int {
	return seen + bytes.Count(data, []byte(`"event":"dsync.user.created"`))
}

// peopleReads takes each person that the counts show beyond those that are there now for an event.
func (b *bench) peopleReads(p *product) func() viewer.Reads {
	return func() viewer.Reads {
		b.Helper()
		before := b.count(p, `SELECT count(*) FROM directory_users WHERE organization_id = $1 AND deleted_at IS NULL`, p.directory.OrganizationID)
		return func(seen int, topic, data []byte) int {
			if string(topic) != "counts" {
				return seen
			}
			return max(seen, numberIn(data, `"users":`)-before)
		}
	}
}

// numberIn reads the number behind a name; 0 where it does not stand. To decode each frame for a thousand viewers would
// cost more than what is measured.
func numberIn(data []byte, name string) int {
	_, rest, _ := bytes.Cut(data, []byte(name))
	end := bytes.IndexAny(rest, ",}")
	if end < 0 {
		return 0
	}
	n, err := strconv.Atoi(string(rest[:end]))
	if err != nil {
		return 0
	}
	return n
}
