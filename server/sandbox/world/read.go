package world

// pointerRow ties a row's value type to its pointer, which is what the store holds.
type pointerRow[T any] interface {
	*T
	row
}

// one is a copy of one row, or a refusal that names the noun.
func one[T any, P pointerRow[T]](w *World, noun, id string) (T, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	r, err := find[P](w, noun, id)
	if err != nil {
		var zero T
		return zero, err
	}
	return *r, nil
}

// allOf is a copy of every row of a kind that matches, oldest first.
func allOf[T any, P pointerRow[T]](w *World, match func(T) bool) []T {
	w.mu.Lock()
	defer w.mu.Unlock()
	rows := all(w, func(r P) bool { return match == nil || match(*r) })
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = *r
	}
	return out
}

// pageOf is a page of copies of the rows that match.
func pageOf[T any, P pointerRow[T]](w *World, p Page, match func(T) bool) ([]T, Cursors) {
	w.mu.Lock()
	defer w.mu.Unlock()
	rows, cur := list(w, p, func(r P) bool { return match == nil || match(*r) })
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = *r
	}
	return out, cur
}
