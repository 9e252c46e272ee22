// Package serve runs the program as an operator does, beside a PostgreSQL and a stand-in for WorkOS, and looks at what an
// operator looks at.
//
// It promises: every figure that the program names is fed; a stop under load loses nothing that was acknowledged, and
// nobody sees another refusal than 503; the doctor finds what is broken and says how to mend it.
package serve
