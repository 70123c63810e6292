// Package steering reads what the directors of a network talk about every six weeks (stuurgroep): how a grant stands and where it is
// heading, what was done with companies, what is late, and what changed since they met last. It keeps one thing of its own: the
// decisions that are asked of them, and what they decided.
//
// Sums are those of the nouns below, asked with their own filters, so that each figure is the length or the sum of the list that it
// opens. Where no list exists, Records lists exactly what the figure counted: both are made from one query.
//
// A request (gevraagd besluit) is decided once and never rewritten; what somebody should not have asked is withdrawn.
package steering
