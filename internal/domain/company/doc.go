// Package company is what a company sees of itself (mijn bedrijf): what it offers, what it is asked, its visits, what it signs and
// contributed, and the colleagues who see that too. The first contact lets colleagues in, each in their own name and for their own
// part of the work, by a link in a mail; who wants may have an account. It reads from everything below.
//
// A colleague is let in while they work at the company: when their position ends, so do their links and their account's role there
// (relation.LetOutTx). Nobody gives a part that is not their own.
package company
