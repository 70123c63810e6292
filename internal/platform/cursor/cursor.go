// Package cursor names the last row of a page, so that the next page can start behind it: its sort value and its id. A cursor stands
// in addresses, so anything may come back; what is not a cursor starts at the beginning.
package cursor

import (
	"strconv"
	"strings"
	"time"

	"schakel/internal/platform/id"
)

// mostValue bounds what a cursor may hold; no name that is sorted by is longer.
const mostValue = 400

// Of names a row by the text it is sorted by.
func Of(value string, key id.ID) string { return string(key) + "." + value }

// Cut shortens rows to a page, when one more than a page was asked for, and names the last row that is left; the name is empty on the
// last page.
func Cut[T any](rows []T, page int, name func(last T) string) ([]T, string) {
	if len(rows) <= page {
		return rows, ""
	}
	return rows[:page], name(rows[page-1])
}

// Read is the inverse of Of.
func Read(s string) (value string, key id.ID, ok bool) {
	k, value, found := strings.Cut(s, ".")
	key, err := id.Parse(k)
	if !found || err != nil || len(value) > mostValue || strings.ContainsRune(value, 0) {
		return "", "", false
	}
	return strings.ToValidUTF8(value, ""), key, true
}

// At names a row by the moment it is sorted by.
func At(at time.Time, key id.ID) string { return Of(strconv.FormatInt(at.UnixMicro(), 10), key) }

// ReadAt is the inverse of At.
func ReadAt(s string) (at time.Time, key id.ID, ok bool) {
	value, key, ok := Read(s)
	if !ok {
		return time.Time{}, "", false
	}
	micros, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return time.Time{}, "", false
	}
	return time.UnixMicro(micros).UTC(), key, true
}
