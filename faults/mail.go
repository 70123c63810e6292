package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
)

// letters wait when the mail server takes connections and says nothing: more than there are hands for jobs.
const letters = 8

// silenced puts a mail server that keeps silent behind the program, and proves that saving takes no longer.
func (l *lab) silenced(ctx context.Context, saves int) error {
	if saves == 0 {
		return nil
	}
	_, stop, err := l.serving(ctx)
	if err != nil {
		return err
	}
	usual, err := l.saves(ctx, "usual", saves)
	stop()
	if err != nil {
		return err
	}
	if err := l.invite(ctx); err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer listener.Close()
	var taken atomic.Int32
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			defer c.Close() // at the end
			taken.Add(1)
		}
	}()
	_, stop, err = l.serving(ctx, "SCHAKEL_SMTP=smtp://"+listener.Addr().String())
	if err != nil {
		return err
	}
	defer stop()
	for begin := time.Now(); taken.Load() == 0; time.Sleep(50 * time.Millisecond) {
		if time.Since(begin) > 10*time.Second {
			return errors.New("no letter was tried: the test does not test")
		}
	}
	silent, err := l.saves(ctx, "silent", saves)
	if err != nil {
		return err
	}
	fmt.Printf("mail server silent, %d connections: saving p95 %d ms, usual %d ms\n", taken.Load(), silent.Milliseconds(), usual.Milliseconds())
	if silent > 3*usual && silent > 500*time.Millisecond {
		return errors.New("a silent mail server slows saving")
	}
	return nil
}

// invite queues letters.
func (l *lab) invite(ctx context.Context) error {
	a, err := open(ctx, l.data)
	if err != nil {
		return err
	}
	system := access.System(l.who.network, "faults")
	for n := range letters {
		_, err := a.Network.InvitePerson(ctx, system, network.InviteInput{Name: fmt.Sprintf("Invited %d", n), Email: fmt.Sprintf("invited%d@faults.example", n), Role: access.Teacher, Unit: l.who.unit})
		if err != nil {
			return errors.Join(err, a.Close())
		}
	}
	return a.Close()
}
