package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"schakel/internal/domain/relation"
)

// importRows imports a file of new companies through upload, dry run and apply, and prints the processor time.
func (s *site) importRows(ctx context.Context, rows int) error {
	var b bytes.Buffer
	b.WriteString("Bedrijfsnaam;KvK-nummer;Straat;Huisnummer;Postcode;Plaats;Telefoon;E-mail;Contactpersoon\r\n")
	for n := range rows {
		fmt.Fprintf(&b, "Nieuw %s %d;%08d;Ambachtsweg;%d;7607 AB;%s;0546 %06d;info%d@nieuw.example;Persoon %d\r\n",
			firsts[n%len(firsts)], n, 50_000_000+n, n%200+1, places[n%len(places)], 100_000+n, n, n)
	}
	before, err := s.count(ctx, "organisation")
	if err != nil {
		return err
	}
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
	fmt.Printf("%-28s %8.0f ms cpu, %.0f ms wall (dry run %.0f ms)\n", fmt.Sprintf("import of %d rows", rows), ms(cpu()-start), ms(time.Since(wall)), ms(checked-start))
	return nil
}
