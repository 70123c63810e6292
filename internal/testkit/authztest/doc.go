// Package authztest makes forgetting impossible: every route of the server, called by every kind of principal, about every
// kind of object, with an answer that an oracle predicted which shares no code with the program (package oracle).
//
// The parts:
//
//	canary.go     unique words in every text of the test world, each with who may see it
//	fixture*.go   two networks with something of everything, made by calling services
//	principal.go  who asks: every role, every way in which access ended, every kind of link
//	site.go       requests, rehearsals (a write that is undone at its very last step) and digests of the database
//	spec*.go      per route what it needs and a valid form: a route without one fails the test
//
// The matrix is vacuous unless it can turn red: the sabotage tests take one predicate away at a time and expect that.
package authztest
