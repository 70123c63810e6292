package relation

import (
	"strconv"
	"strings"
	"time"

	"schakel/internal/platform/id"
)

// A cursor names the last row of a page by its sort value and id. It stands in addresses, so anything may come back.

func cursor(value string, key id.ID) string { return string(key) + "." + value }

func readCursor(s string) (value string, key id.ID, ok bool) {
	k, value, found := strings.Cut(s, ".")
	key, err := id.Parse(k)
	if !found || err != nil || len(value) > 400 || strings.ContainsRune(value, 0) {
		return "", "", false
	}
	return strings.ToValidUTF8(value, ""), key, true
}

func timeCursor(at time.Time, key id.ID) string {
	return cursor(strconv.FormatInt(at.UnixMicro(), 10), key)
}

func readTimeCursor(s string) (micros int64, key id.ID, ok bool) {
	value, key, ok := readCursor(s)
	if !ok {
		return 0, "", false
	}
	micros, err := strconv.ParseInt(value, 10, 64)
	return micros, key, err == nil
}
