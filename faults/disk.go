package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"schakel/internal/platform/db"
)

const (
	diskSize  = 24 << 20 // of the file system that fills
	diskLeft  = 3 << 19  // what is left on it when writing begins
	recovery  = 10 * time.Second
	fullAfter = 20_000 // writes: then it does not fill
)

// full fills the disk under the program: what it said is stored is there, what it could not store it refused, reading goes on, and when
// there is room again it writes again by itself. The disk is a small file system in memory, which takes root to mount; without it
// nothing is proven and the run says so.
func (l *lab) full(ctx context.Context, times int) error {
	if times == 0 {
		return nil
	}
	small := filepath.Join(filepath.Dir(l.data), "small")
	if err := os.Mkdir(small, 0o700); err != nil {
		return err
	}
	if err := syscall.Mount("tmpfs", small, "tmpfs", 0, fmt.Sprintf("size=%d", diskSize)); err != nil {
		fmt.Printf("disk full: left out, no small file system can be mounted here: %v\n", err)
		return nil
	}
	defer syscall.Unmount(small, syscall.MNT_DETACH) //nolint:errcheck // the folder goes with its memory
	on := *l
	on.data = filepath.Join(small, "data")
	var err error
	if on.who, err = prepare(ctx, on.data); err != nil {
		return err
	}
	kept := map[string]bool{}
	refused := 0
	for n := range times {
		more, err := on.fill(ctx, n, small, kept)
		if err != nil {
			return fmt.Errorf("disk full: %w", err)
		}
		refused += more
	}
	fmt.Printf("disk full %d times: %d acknowledged, all there, %d refused, reading went on, writing went on by itself\n", times, len(kept), refused)
	return nil
}

// fill writes until the disk is full, makes room, and writes again; it returns how many writes were refused.
func (l *lab) fill(ctx context.Context, round int, small string, kept map[string]bool) (refused int, err error) {
	_, stop, err := l.serving(ctx)
	if err != nil {
		return 0, err
	}
	defer stop()
	ballast := filepath.Join(small, "ballast")
	if err := fillUp(small, ballast); err != nil {
		return 0, err
	}
	for n := 0; refused < 20; n++ { // full for some time, not once
		note := fmt.Sprintf("full %d-%d.", round, n)
		if l.call(ctx, note) {
			kept[note] = true
		} else {
			refused++
		}
		if n > fullAfter {
			return 0, errors.New("the disk does not fill: the test does not test")
		}
	}
	if code, err := l.status(ctx, "/relations/"+string(l.who.company)); err != nil || code != http.StatusOK {
		return 0, fmt.Errorf("reading on a full disk: %d, %w", code, err)
	}
	if err := os.Remove(ballast); err != nil {
		return 0, err
	}
	for begin := time.Now(); ; {
		note := fmt.Sprintf("room %d-%d.", round, time.Since(begin))
		if l.call(ctx, note) {
			kept[note] = true
			break
		}
		if time.Since(begin) > recovery {
			return 0, errors.New("there is room again, and it does not write")
		}
		time.Sleep(100 * time.Millisecond)
	}
	stop()
	if err := whole(ctx, l.data); err != nil {
		return 0, err
	}
	return refused, inspect(ctx, l.data, l.who, kept)
}

// fillUp writes a file that leaves little room.
func fillUp(small, ballast string) error {
	var at syscall.Statfs_t
	if err := syscall.Statfs(small, &at); err != nil {
		return err
	}
	room := int64(at.Bavail)*at.Bsize - diskLeft
	if room <= 0 {
		return nil
	}
	return os.WriteFile(ballast, make([]byte, room), 0o600)
}

// whole lets SQLite check every page.
func whole(ctx context.Context, data string) error {
	d, err := db.Open(ctx, filepath.Join(data, "schakel.db"), db.Options{})
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Read(ctx, db.Settings{}, intact)
}

// intact lets SQLite check every page of an open database.
func intact(tx *db.Tx) error {
	said, err := db.Get[string](tx, db.Q(`PRAGMA integrity_check`))
	if err == nil && said != "ok" {
		err = errors.New("damaged: " + said)
	}
	return err
}
