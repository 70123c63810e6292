// Package query reads what people type into the search box of a list: free words, "field:value" terms, minus for not, OR and
// parentheses. It knows no fields itself: a Vocabulary says which there are, in as many languages as needed.
//
//	owner:@me depth:>=lesson place:Almelo -tag:paused (kolk OR smeets) "van der garage"
//
// Parse never panics and never guesses: what it cannot read is an Error that says where, why, and what may have been meant.
package query
