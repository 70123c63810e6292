// Package funding keeps the co-financing of a subsidised programme (cofinanciering): schemes (regeling) with their
// minimum and rates (tarief), grants (beschikking) with shares per unit and year, pledges (toezegging), and
// contributions (bijdrage) of companies in an append-only ledger (grootboek).
//
// Life cycle of a contribution: carried out → evidenced (bewezen) → checked (nagekeken) → reported. Each step is a
// transfer between accounts of that name; the account "source" stands for the companies. Promised and planned are
// projections over pledges and occurrences, not accounts.
//
// Invariants: a transfer moves a positive amount from one account to another, so debits and credits are always equal;
// nothing in the ledger changes or disappears, a mistake is reversed with its reason; hours of a company at one occurrence
// count once, under one grant; who recorded a contribution or belongs to the company never checks it; minimum and rate
// follow the scheme's decision that was known on the day, so that every figure can be computed again as it was then.
package funding
