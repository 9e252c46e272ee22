// Package signin lets people in.
//
// Its promises: a sign-in ends in the browser that began it, once, within ten minutes, for the organization and the
// connection that it began with, or it does not end in a session; the code is spent at most once, and only after the
// browser, the state and its age were checked; nobody is matched across organizations; what an identity provider
// starts by itself never makes a session; every refusal says what happened, who must act and what next; every attempt
// is recorded with its stages, in the transaction that makes its session; the answer to "how does this address sign
// in" tells nothing about the person.
package signin
