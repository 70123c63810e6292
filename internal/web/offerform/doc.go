// Package offerform is the form on which a company ticks items of the menu with its own limits. The company fills it in
// behind its link, staff fill it in for a company that they talked to.
package offerform
