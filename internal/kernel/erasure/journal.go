package erasure

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Service keeps the journal outside and replays it.
type Service struct {
	operation.Kit
	// Outside is the journal outside the database. The composition root sets it; without it nothing is kept there.
	Outside *blob.Journal
	kinds   []Kind
}

// New makes the service. Kinds are replayed in this order: what needs others to be there still comes before them.
func New(kit operation.Kit, kinds ...Kind) *Service { return &Service{Kit: kit, kinds: kinds} }

// Workers are the jobs of the journal, for the composition root.
func (s *Service) Workers() map[job.Kind]job.Worker {
	return map[job.Kind]job.Worker{operation.KeepErasures: s.keep}
}

const suffix = ".jsonl"

// keep writes the lines of an operation in the journal outside. They are there in the database, and stay the same: doing it twice
// changes nothing.
func (s *Service) keep(ctx context.Context, j job.Job) error {
	var args operation.KeepArgs
	if err := j.Decode(&args); err != nil {
		return fmt.Errorf("%w: %w", job.ErrGiveUp, err)
	}
	if s.Outside == nil {
		return nil
	}
	var lines []operation.Erasure
	err := s.DB.Read(ctx, db.Settings{Network: string(j.Network)}, func(tx *db.Tx) (err error) {
		lines, err = db.Select[operation.Erasure](tx, db.Q(`SELECT id, network_id, kind, object_id, at, operation_id FROM erasure_line
			WHERE network_id = $1 AND operation_id = $2 ORDER BY id`, j.Network, args.Operation))
		return err
	})
	if err != nil {
		return operation.Wrap("keep erasures", err)
	}
	var text bytes.Buffer
	for _, l := range lines {
		if err := json.NewEncoder(&text).Encode(l); err != nil {
			return operation.Wrap("keep erasures", err)
		}
	}
	return operation.Wrap("keep erasures", s.Outside.Add(ctx, string(j.Network)+"/"+string(args.Operation)+suffix, text.Bytes()))
}

// Inside returns all lines that the database has.
func (s *Service) Inside(ctx context.Context) (lines []operation.Erasure, err error) {
	err = s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		lines, err = db.Select[operation.Erasure](tx, db.Q(`SELECT id, network_id, kind, object_id, at, operation_id FROM erasure_line ORDER BY id`))
		return err
	})
	return lines, operation.Wrap("read erasures", err)
}

// ErrJournal says that a file in the journal is not as keep writes it.
var ErrJournal = errors.New("erasure: damaged journal")

// Lines reads a journal outside to its end, but for what the operations erased of which the lines are known already.
func Lines(ctx context.Context, journal *blob.Journal, known ...operation.Erasure) (out []operation.Erasure, err error) {
	skip := operations(known)
	for name, err := range journal.Names(ctx) {
		if err != nil {
			return nil, err
		}
		if skip[operationOf(name)] {
			continue
		}
		content, err := journal.Read(ctx, name)
		if err != nil {
			return nil, err
		}
		lines, err := read(bytes.NewReader(content))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, lines...)
	}
	return out, nil
}

// read reads lines as keep writes them.
func read(r io.Reader) (out []operation.Erasure, err error) {
	scan := bufio.NewScanner(r)
	for scan.Scan() {
		var l operation.Erasure
		if err := json.Unmarshal(scan.Bytes(), &l); err != nil || l.ID == "" || l.Network == "" || l.Object == "" || l.Kind == "" {
			return nil, errors.Join(ErrJournal, err)
		}
		out = append(out, l)
	}
	return out, scan.Err()
}

// Unkept returns how many operations of the database's journal the journal outside lacks.
func (s *Service) Unkept(ctx context.Context) (n int, err error) {
	inside, err := s.Inside(ctx)
	if err != nil {
		return 0, err
	}
	lacking := operations(inside)
	for name, err := range s.Outside.Names(ctx) {
		if err != nil {
			return 0, err
		}
		delete(lacking, operationOf(name))
	}
	return len(lacking), nil
}

// Table is the journal within the database, as a backup names it.
const Table = "erasure_line"

// Dumped reads the journal from a backup: the names of the columns, and then a row a line.
func Dumped(r io.Reader) (out []operation.Erasure, err error) {
	in := json.NewDecoder(r)
	var columns []string
	if err := in.Decode(&columns); err != nil {
		return nil, errors.Join(ErrJournal, err)
	}
	for {
		var values []any
		err := in.Decode(&values)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil || len(values) != len(columns) {
			return nil, errors.Join(ErrJournal, err)
		}
		row := map[string]any{}
		for i, c := range columns {
			row[c] = values[i]
		}
		text := func(name string) string { s, _ := row[name].(string); return s }
		at, _ := row["at"].(float64) // microseconds: exact up to the year 2255
		out = append(out, operation.Erasure{
			ID: id.ID(text("id")), Network: id.ID(text("network_id")), Kind: text("kind"), Object: id.ID(text("object_id")),
			At: time.UnixMicro(int64(at)).UTC(), Operation: id.ID(text("operation_id")),
		})
	}
}

func operations(lines []operation.Erasure) map[id.ID]bool {
	out := map[id.ID]bool{}
	for _, l := range lines {
		out[l.Operation] = true
	}
	return out
}

// operationOf reads the name of a file in the journal outside.
func operationOf(name string) id.ID { return id.ID(strings.TrimSuffix(path.Base(name), suffix)) }
