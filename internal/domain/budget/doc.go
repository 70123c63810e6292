// Package budget holds the budget (begroting) of a grant: what each programme activity costs per calendar year as price ×
// quantity, machines of which only the depreciation (afschrijving) within the project counts, and what covers it: the grant,
// co-financing, and the schools' own money.
//
// A scheme asks for detail two years at a time. The years of a grant therefore come in blocks of two: open (amounts may still be
// global) → detailed (every line belongs to an activity) → fixed (and each year is in balance).
//
// Invariants: an amount is always price × quantity, computed here; what years show adds up to the lines to the cent; every
// change leaves what was and what is, who and when, and its reason once the grant was decided or the block is no longer open.
package budget
