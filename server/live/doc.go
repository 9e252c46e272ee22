// Package live carries what was committed to the screens that are open.
//
// Its promises: rows leave with the commit that made them, none is dropped, and
// a browser that returns gets exactly what it missed or is told to read again;
// of a state the latest wins, at once when quiet and at most four times a second
// in a burst; a browser that reads slowly, or not at all, costs nobody else
// anything; whoever loses their session is told within milliseconds. It knows no
// domain: topics and what they show are handed in.
package live
