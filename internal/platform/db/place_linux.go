package db

import (
	"path/filepath"
	"syscall"
)

// elsewhere names the file system of another machine on which a file lies, or is about to; empty when it is our own.
func elsewhere(path string) (string, error) {
	var at syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(path), &at); err != nil {
		return "", err
	}
	return shared[uint32(at.Type)], nil //nolint:gosec // the numbers are of 32 bits
}
