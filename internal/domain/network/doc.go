// Package network owns what units mean: a network (regio, netwerk) with its subregions (subregio), schools, colleges and
// workgroups (werkgroep) as a tree of any depth, and which people have which role on them.
//
// Invariants: one root per network; a unit has one parent in the same network; nobody gives a role they do not hold
// themselves, except the network's administrator; a unit's colour is #rrggbb or empty (then the nearest ancestor's).
package network
