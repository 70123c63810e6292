//go:build cgo && !sqlite_fts5

package db

// Building with cgo but without the tag leaves full-text search out of SQLite. Build with -tags sqlite_fts5 (the Makefile does).
var _ = build_with_tags_sqlite_fts5_see_README
