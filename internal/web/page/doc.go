// Package page is one request as a handler sees it: who asks, what the form says, how to answer.
// Handlers decode and translate; rules live in the domain. An error returned by a handler goes to the one error function of web.
package page
