// Package shared holds the words that the server and the browser say to each other: wire types, roles and
// capabilities, route paths, problems, live topics. It imports the standard library only and never net/http, since
// all of it travels into the browser. Resources that mirror WorkOS's carry WorkOS's field names, ours stand beside.
package shared
