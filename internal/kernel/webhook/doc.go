// Package webhook tells other programs what happened: an administrator subscribes an address to named events, and each such event is
// posted there, signed as Standard Webhooks asks (github.com/standard-webhooks). A delivery carries kinds and ids, never what somebody wrote:
// who wants to know more asks the API, with a token and its rights.
//
// A delivery is a row, written in the transaction of the use case that it tells of; a job posts it. It comes at least once, each time under
// the same webhook-id. What is refused is tried again for a day, and then waits for somebody to send it again. At every delivery the rights
// of the subscription's owner are looked up anew. Secrets are computed from the instance's secret and stored nowhere.
package webhook
