// Package archtest holds the drawing of docs/architecture.md as data and fails when the tree no longer fits it: an import
// that points up, a library outside its one home, a name that says nothing, a migration that changed after it was
// recorded, a column without its tag. It reads the source files themselves (all build tags at once), so that Go's test
// cache notices every change.
package archtest
