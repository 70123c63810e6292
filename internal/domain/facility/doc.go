// Package facility holds what schools share to work in: labs, rooms, machines, a bus. A unit keeps it; others may use it when it is
// shared. What takes it up is an engagement that takes place there, or a booking of a school for itself; the two stand side by side, so
// that whoever plans a third hears who has it before anything is agreed (product.md, promise 14).
package facility
