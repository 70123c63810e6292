// Package dashboard reads what a person needs to see first (Vandaag): what waits for them, what goes wrong, what takes
// place soon, how the goals stand; the records they worked on last; and the change log.
//
// It owns no rows and decides nothing: rules and the words for states are those of the nouns below. A day's page is one
// query of many small answers and, for who reads contributions, funding's outlook; so the page costs the same whatever the
// number of rows.
package dashboard
