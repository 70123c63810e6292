package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"time"

	"schakel/internal/domain/relation"
)

// importRows imports a file of new companies, with a contact person each or none, through upload, dry run and apply, and prints the
// processor time. The dry run and the apply both look for duplicates; the apply keeps what its undo needs.
func (s *site) importRows(ctx context.Context, rows int, people bool) error {
	var b bytes.Buffer
	b.WriteString("Bedrijfsnaam;KvK-nummer;Straat;Huisnummer;Postcode;Plaats;Telefoon;E-mail;Contactpersoon\r\n")
	what, word, first := "companies", "Nieuw", 50_000_000
	if people {
		what, word, first = "with people", "Vers", 60_000_000
	}
	for n := range rows {
		person := ""
		if people {
			person = fmt.Sprintf("Persoon %d", n)
		}
		fmt.Fprintf(&b, "%s %s %d;%08d;Ambachtsweg;%d;%d AB;%s;0546 %06d;info@%s%d.example;%s\r\n",
			word, firsts[n%len(firsts)], n, first+n, n%200+1, 7000+n/200%900, places[n%len(places)], (first/100+n)%1_000_000, word, n, person)
	}
	before, err := s.count(ctx, "organisation")
	if err != nil {
		return err
	}
	runtime.GC()
	most := watchMemory(ctx)
	start, wall := cpu(), time.Now()
	key, err := s.app.Relation.Upload(ctx, s.scope, s.unit, relation.ImportCompanies, "bench.csv", bytes.NewReader(b.Bytes()))
	if err != nil {
		return err
	}
	run, err := s.app.Relation.Import(ctx, s.scope, key)
	if err != nil {
		return err
	}
	var columns []string
	for _, f := range run.Mapping.V {
		columns = append(columns, string(f))
	}
	if err := s.app.Relation.CheckImport(ctx, s.scope, key, relation.CheckInput{Columns: columns}); err != nil {
		return err
	}
	if _, err := s.app.Jobs.Drain(ctx); err != nil {
		return err
	}
	checked := cpu()
	if err := s.app.Relation.ApplyImport(ctx, s.scope, key, relation.ApplyInput{Mode: relation.ModeAll}); err != nil {
		return err
	}
	if _, err := s.app.Jobs.Drain(ctx); err != nil {
		return err
	}
	after, err := s.count(ctx, "organisation")
	if err != nil {
		return err
	}
	if after-before != rows {
		return fmt.Errorf("import made %d of %d companies", after-before, rows)
	}
	fmt.Printf("%-28s %8.0f ms cpu, %.0f ms wall (dry run %.0f ms), at most %.0f MB\n", fmt.Sprintf("import of %d, %s", rows, what),
		ms(cpu()-start), ms(time.Since(wall)), ms(checked-start), float64(most())/1024)
	return nil
}

// watchMemory looks every 5 ms what the process holds, until the returned function is called, which tells the most in kB.
func watchMemory(ctx context.Context) func() int {
	ctx, stop := context.WithCancel(ctx)
	most := make(chan int)
	go func() {
		peak := 0
		for {
			if kb, err := rssAnon(os.Getpid()); err == nil {
				peak = max(peak, kb)
			}
			select {
			case <-ctx.Done():
				most <- peak
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() int { stop(); return <-most }
}
