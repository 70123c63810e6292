// Package agreement keeps cooperation agreements (samenwerkingsovereenkomst) of a unit with a company or an umbrella: who the parties
// are and who signs for them, for how long, what of the menu the company does, and what it pledges per year.
//
// A template (sjabloon) is Markdown with numbered clauses and merge fields. Its versions never change, so an agreement keeps the text it
// was made from. Sending an agreement freezes its text with a SHA-256 digest; each signatory signs that very text behind a link, one
// after another. When the last one has signed, the agreement is active and its pledges are pledges of funding, exactly once.
//
// Life cycle of a version: draft → sent → active → replaced; a sent one can be refused by a signatory or withdrawn by a colleague, and is
// a draft again. The agreement itself is the first version; each amendment (wijziging) is a further version with all that holds from then
// on, signed anew. An agreement ends by its last day or by hand; a renewal (verlenging) is a new agreement that follows it.
//
// Invariants: a text that was sent, a signature and an event are never changed; at most one version is being made and at most one is in
// force; nobody signs out of turn, or another text than was shown; what a pledge is worth is what was signed, not a later rate.
package agreement
