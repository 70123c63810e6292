// Package browser drives a real Chromium for the journeys in e2e. One Chromium serves a whole test binary; every page has
// a session of its own, so tests run in parallel without seeing each other's cookies.
//
//	func TestMain(m *testing.M) { os.Exit(browser.Main(m, htmltest.Validate)) }
//
//	p := browser.New(t, browser.Options{Base: server.URL, Width: 390})
//	p.Goto("/login")
//	p.Fill("E-mailadres", "anna@example.org")
//	p.Click("Verder")
//	p.See("Vandaag")
//	p.Inspect() // axe, no sideways scrolling, light and dark, phone and desktop; its HTML is kept for Validate
//
// People's words find things: a field by its label, a button or link by its text. An action waits until what it needs is
// there, and afterwards until the page is quiet; nothing sleeps. A test fails by itself on an error in the console, a
// breach of the content security policy, a request to another host, a script or style that is missing and an answer of
// 500 or higher; [Page.Allow] takes back one of those.
//
// SCHAKEL_CHROMIUM names the browser (default: Debian's /usr/bin/chromium); SCHAKEL_BROWSER=off skips these tests. A
// failing test leaves a picture and the page's HTML in tmp/browser (or SCHAKEL_ARTIFACTS).
package browser
