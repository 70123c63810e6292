// Package menu is the menu (menukaart): the kinds of cooperation that a region asks of companies, and what each company
// ticked on it (aanbod), with its own limits.
//
// Items belong to a unit. Those of the network are on everybody's menu; a subregion adds its own ("lokale kleur"), which
// only stand on the menu there. Defaults come from 27 kinds found in practice (domain.md §5) and are edited freely.
//
// Invariants: a company has at most one live offer per item, which keeps its id when it is ticked again in the same form;
// an offer's limits are the company's own and lie within what an item can be; an unticked offer is withdrawn, never removed.
package menu
