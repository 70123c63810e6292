package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// How well the program must live beside connections that do nothing.
const (
	floodHealth = 500 * time.Millisecond
	floodMemory = 200 // MiB
	dripEvery   = time.Second
)

// flooded opens connections that send nothing, and others that send a header a byte at a time, and proves that the program goes on answering.
func (l *lab) flooded(ctx context.Context, idle, dripping int) error {
	if idle+dripping == 0 {
		return nil
	}
	cmd, stop, err := l.serving(ctx)
	if err != nil {
		return err
	}
	defer stop()
	before, err := memory(cmd.Process.Pid)
	if err != nil {
		return err
	}
	ctx, end := context.WithCancel(ctx)
	defer end()
	var dialer net.Dialer
	for n := range idle + dripping {
		c, err := dialer.DialContext(ctx, "tcp", l.address)
		if err != nil {
			return fmt.Errorf("connection %d: %w", n+1, err)
		}
		defer c.Close()
		if n < dripping {
			go drip(ctx, c)
		}
	}
	most := before
	time.Sleep(5 * dripEvery) // the drips have come some way
	slow, err := p95(200, func(int) error {
		code, err := l.status(ctx, "/healthz")
		if err == nil && code != http.StatusOK {
			err = fmt.Errorf("/healthz: %d", code)
		}
		if held, look := memory(cmd.Process.Pid); look == nil {
			most = max(most, held)
		}
		return err
	})
	if err != nil {
		return err
	}
	fmt.Printf("connections idle %d, dripping %d: /healthz p95 %d µs, memory %d MiB, before %d MiB\n", idle, dripping, slow.Microseconds(), most, before)
	if slow > floodHealth || most-before > floodMemory {
		return errors.New("a flood of connections slows the program, or costs too much memory")
	}
	return nil
}

// drip sends a header that never ends, until the server hangs up.
func drip(ctx context.Context, c net.Conn) {
	text := "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "
	for n := 0; ctx.Err() == nil; n++ {
		b := byte('a')
		if n < len(text) {
			b = text[n]
		}
		if _, err := c.Write([]byte{b}); err != nil {
			return
		}
		time.Sleep(dripEvery)
	}
}
