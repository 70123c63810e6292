package main

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// cpu is the processor time this process has used, garbage collection included.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// spent is what compare counts: the processor time of this process, or, with SCHAKEL_BENCH_WALL set, the time that passes. On PostgreSQL
// the database is another process, whose work only the second tells.
func spent() time.Duration {
	if os.Getenv("SCHAKEL_BENCH_WALL") != "" {
		return time.Since(began)
	}
	return cpu()
}

var began = time.Now()

// turns is how often both sides are measured; the middle one counts.
const turns = 7

// compare measures ours and the floor in turns and prints the line of a case. The ratio is the middle one of the turns, since both
// halves of a turn had the same neighbours. A nil floor prints no ratio.
func compare(name string, rounds int, ours, floor func() error) error {
	var a, b []time.Duration
	var ratios []float64
	for range turns {
		mine, err := average(rounds, ours)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		a = append(a, mine)
		if floor == nil {
			continue
		}
		base, err := average(rounds, floor)
		if err != nil {
			return fmt.Errorf("%s floor: %w", name, err)
		}
		b, ratios = append(b, base), append(ratios, float64(mine)/float64(base))
	}
	if floor == nil {
		fmt.Printf("%-28s %8.3f %8s %6s\n", name, ms(middle(a)), "-", "-")
		return nil
	}
	fmt.Printf("%-28s %8.3f %8.3f %6.2f\n", name, ms(middle(a)), ms(middle(b)), middle(ratios))
	return nil
}

func average(rounds int, fn func() error) (time.Duration, error) {
	for range min(rounds, 20) { // statements prepared, pages in memory
		if err := fn(); err != nil {
			return 0, err
		}
	}
	runtime.GC()
	start := spent()
	for range rounds {
		if err := fn(); err != nil {
			return 0, err
		}
	}
	return (spent() - start) / time.Duration(rounds), nil
}

func middle[T cmp.Ordered](all []T) T {
	slices.Sort(all)
	return all[len(all)/2]
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
