// Package filekind says what a file is by looking into it: the name and the type that came with it are somebody's word. What
// can run in a browser or on a desk (web pages, drawings with scripts, programs, documents with macros) is nothing we keep.
package filekind
