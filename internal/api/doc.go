// Package api delivers Schakel to programs: /api/v1, JSON over HTTP, described by an OpenAPI document that is made from the same types.
// Like web it only translates: rules and rows are the domain's.
//
// Every operation is a line of a table (one file per noun) with its route for the registry, the types of what comes in and goes out, and
// a function. What all have in common stands once, in serve.go: the token, its scopes, the rate, the body, the key of a request that must
// be done once, the version of a row, and the answer; problem.go is the one place where an error becomes an answer.
// huma makes the schemas and the document; docs/adr/0007-api.md tells why it does not also serve.
package api
