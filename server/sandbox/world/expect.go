package world

// maxExpected is more than any directory here holds.
const maxExpected = 10_000_000

// ExpectInDirectory sets how many people and groups a directory told it holds, before WorkOS has brought them in.
func (w *World) ExpectInDirectory(id string, e Expected) (Directory, error) {
	var out Directory
	err := w.do("directory.expect", func(t *tx) error {
		old, err := find[*Directory](w, "directory", id)
		if err != nil {
			return err
		}
		d := *old
		if err := t.expect(&d, e); err != nil {
			return err
		}
		t.put(&d)
		out = d
		return nil
	})
	return out, err
}

// expect writes into d what it is to hold; numbers that are there already are passed over.
func (t *tx) expect(d *Directory, e Expected) error {
	if e.Users < 0 || e.Users > maxExpected || e.Groups < 0 || e.Groups > maxExpected {
		return invalid("expects", "out_of_range", "The numbers of people and groups expected must be from 0 to 10,000,000.")
	}
	d.Expects = t.w.missing(d.ID, e)
	return nil
}

// missing is what is left to expect of a directory; nil where all of it came.
func (w *World) missing(directoryID string, e Expected) *Expected {
	if w.activeIn(directoryID) >= e.Users {
		e.Users = 0
	}
	if len(w.store.in("g", directoryID).ids) >= e.Groups {
		e.Groups = 0
	}
	if e == (Expected{}) {
		return nil
	}
	return &e
}

// meet ends the expectations that the command's rows have met: somebody who leaves later is then one less.
func (t *tx) meet() {
	seen := map[string]bool{}
	for _, o := range t.ops {
		id := ""
		switch r := o.row.(type) {
		case *DirectoryUser:
			id = r.DirectoryID
		case *DirectoryGroup:
			id = r.DirectoryID
		}
		if id == "" || seen[id] {
			continue
		}
		seen[id] = true
		old, ok := get[*Directory](&t.w.store, id)
		if !ok || old.Expects == nil {
			continue
		}
		if left := t.w.missing(id, *old.Expects); left == nil || *left != *old.Expects {
			d := *old
			d.Expects = left
			t.put(&d)
		}
	}
}

// activeIn counts the active people of a directory.
func (w *World) activeIn(directoryID string) int {
	n := 0
	for _, id := range w.store.in("u", directoryID).ids {
		if u, _ := get[*DirectoryUser](&w.store, w.store.live[id]); u.Active() {
			n++
		}
	}
	return n
}
