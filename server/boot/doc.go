// Package boot is the roof: the one place where the parts of MemberPulse are put together, and the program's commands.
//
// Its promises: what runs is what New lists, in that order; parts that may not know each other meet here, by functions
// handed in; a stop lets requests under way end, tells the open screens, and leaves no half-done work; serve never
// starts the sandbox, and what only the demo shows is not there in serve.
package boot
