// Package programme holds what a region promised to do with a grant: programme lines (programmalijn) and the activities
// (activiteit) on them. Needs and engagements name an activity, so that every hour counts for its line.
//
// A line belongs to one grant, which this package knows by its id only (grants are funding's). An activity belongs to a
// line and lies within the period of the line's grant. Both have an owner unit: the network, or the unit that runs it;
// everybody in the network may read them. Codes are unique within their parent.
package programme
