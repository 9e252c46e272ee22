// Package shell is the frame round every page: navigation by capability, organization switcher, breadcrumbs, the state
// of the stream, the jump box, toasts and the account menu.
//
// A page renders shell.Frame(shell.View{…}, body). The frame promises that a body that panics is replaced by a notice
// while the rest stays alive, that who is signed in is asked for until it is known, and that only links to screens that
// exist, and that the reader may open, are shown.
package shell
