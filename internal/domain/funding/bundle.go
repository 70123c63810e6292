package funding

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	_ "embed" // the verifier
	"encoding/hex"
	"encoding/json"
	"io"
	"path"
	"time"

	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// verifier recomputes a bundle with none of our code (promises.md §5, L8): another language, its standard library only.
//
//go:embed verify.py
var verifier []byte

// bundlePage is how many transfers are read at once.
const bundlePage = 500

// bundled is a transfer as a bundle says it: the fields of its seal, by name.
type bundled struct {
	Transfer
	RecordedAt int64 `json:"recorded_at"` // microseconds since 1970, UTC
}

// manifest says what a bundle holds and what the files are.
type manifest struct {
	Form          string                  `json:"form"`
	Network       id.ID                   `json:"network"`
	Made          string                  `json:"made"`
	Whole         bool                    `json:"whole"` // the whole ledger, so that no transfer may be missing
	Transfers     int                     `json:"transfers"`
	Contributions int                     `json:"contributions"`
	Evidence      int                     `json:"evidence"`
	Head          Head                    `json:"head"`
	PublicKey     string                  `json:"public_key"` // of the installation, for signed heads
	Signed        *SignedHead             `json:"signed"`     // the last head that was signed; all are in heads.jsonl
	Balances      map[Account]money.Cents `json:"balances"`
	Files         map[string]string       `json:"files"` // SHA-256 by name
}

// bundling writes the parts of a bundle.
type bundling struct {
	s    *Service
	ctx  context.Context //nolint:containedctx // lives as long as one call
	tx   *db.Tx
	sc   access.Scope
	zip  *zip.Writer
	said manifest
	seen map[id.ID]bool // contributions
	kept map[string]bool
}

// Bundle writes a ZIP with the transfers of a filter, their contributions and evidence, a manifest, and a program that verifies it all
// without Schakel. It holds what the principal may read; only the whole ledger shows that no transfer is missing.
func (s *Service) Bundle(ctx context.Context, sc access.Scope, f Filter, readme string, w io.Writer) error {
	if err := sc.Require(access.ReportExport); err != nil {
		return err
	}
	if err := sc.Require(access.ContributionRead); err != nil {
		return err
	}
	err := s.Read(ctx, sc, func(tx *db.Tx) error {
		b := &bundling{
			s: s, ctx: ctx, tx: tx, sc: sc, zip: zip.NewWriter(w), seen: map[id.ID]bool{}, kept: map[string]bool{},
			said: manifest{Form: "schakel.bundle/1", Network: sc.Network(), Made: s.Clock.Now().UTC().Format(time.RFC3339), Balances: map[Account]money.Cents{}, Files: map[string]string{}},
		}
		return b.write(f, readme)
	})
	return operation.Wrap("bundle", err)
}

func (b *bundling) write(f Filter, readme string) error {
	keys, err := b.transfers(f)
	if err != nil {
		return err
	}
	for _, part := range []func([]id.ID) error{b.contributions, b.evidence} {
		if err := part(keys); err != nil {
			return err
		}
	}
	if err := b.periods(f); err != nil {
		return err
	}
	if err := b.heads(); err != nil {
		return err
	}
	for name, content := range map[string][]byte{"verify.py": verifier, "LEESMIJ.txt": []byte(readme)} {
		if err := b.file(name, func(w io.Writer) error { _, err := w.Write(content); return err }); err != nil {
			return err
		}
	}
	part, err := b.zip.Create("manifest.json")
	if err != nil {
		return err
	}
	enc := json.NewEncoder(part)
	enc.SetIndent("", "  ")
	if err := enc.Encode(b.said); err != nil {
		return err
	}
	return b.zip.Close()
}

// file writes a part and notes its digest.
func (b *bundling) file(name string, write func(w io.Writer) error) error {
	part, err := b.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: b.s.Clock.Now()})
	if err != nil {
		return err
	}
	sum := sha256.New()
	if err := write(io.MultiWriter(part, sum)); err != nil {
		return err
	}
	b.said.Files[name] = hex.EncodeToString(sum.Sum(nil))
	return nil
}

// line writes a value as a line of JSON, exactly as it is hashed.
func line(w io.Writer, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// transfers writes the transfers in their order and returns the contributions that they are about.
func (b *bundling) transfers(f Filter) (keys []id.ID, err error) {
	var last Head
	err = b.file("transfers.jsonl", func(w io.Writer) error {
		for {
			page, err := db.Select[Transfer](b.tx, b.sc.BindQuery(f.bundleQuery(last.Seq)))
			if err != nil {
				return err
			}
			for _, t := range page {
				if err := line(w, bundled{t, t.RecordedAt.UnixMicro()}); err != nil {
					return err
				}
				b.said.Transfers++
				b.said.Balances[t.Debit] -= t.Cents
				b.said.Balances[t.Credit] += t.Cents
				last = Head{t.Seq, t.Hash}
				if !b.seen[t.Contribution] {
					b.seen[t.Contribution] = true
					keys = append(keys, t.Contribution)
				}
			}
			if len(page) < bundlePage {
				return nil
			}
		}
	})
	if err != nil {
		return nil, err
	}
	head, err := headTx(b.tx, b.sc)
	b.said.Head = last
	b.said.Whole = last.Seq > 0 && last == head && int64(b.said.Transfers) == last.Seq
	return keys, err
}

func (f Filter) bundleQuery(after int64) db.Query {
	var q db.Builder
	q.Add(`SELECT `+transferColumns+` FROM ledger_transfer t JOIN contribution c ON c.network_id = t.network_id AND c.id = t.contribution_id
		WHERE {contribution.read:t} AND t.seq > $1`, after)
	f.narrow(&q, transferRow)
	f.asKnown(&q)
	q.Add(` ORDER BY t.seq LIMIT $1`, bundlePage)
	return q.Query()
}

func (b *bundling) contributions(keys []id.ID) error {
	return b.file("contributions.jsonl", func(w io.Writer) error {
		return inPages(keys, func(page []id.ID) error {
			rows, err := db.Select[Contribution](b.tx, b.sc.Bind(`SELECT `+contributionColumns+` FROM contribution c WHERE {contribution.read:c} AND c.id = ANY($1) ORDER BY c.id LIMIT $2`, db.List(page), bundlePage))
			for _, c := range rows {
				c.CreatedAt = c.CreatedAt.UTC()
				if err == nil {
					err = line(w, c)
				}
			}
			b.said.Contributions += len(rows)
			return err
		})
	})
}

// proven is a piece of evidence as a bundle says it.
type proven struct {
	ID           id.ID        `db:"id" json:"id"`
	Contribution id.ID        `db:"contribution_id" json:"contribution"`
	Kind         EvidenceKind `db:"kind" json:"kind"`
	SignOff      id.ID        `db:"sign_off_id" json:"sign_off"`
	Digest       string       `db:"digest" json:"digest"`
	Name         string       `db:"file_name" json:"name"`
	MediaType    string       `db:"media_type" json:"media_type"`
	File         string       `json:"file"` // within the bundle
}

var evidenceEndings = map[string]string{"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}

// evidence writes what proves the contributions: the list, the signed records, the files.
func (b *bundling) evidence(keys []id.ID) error {
	var all []proven
	err := inPages(keys, func(page []id.ID) error {
		rows, err := db.Select[proven](b.tx, b.sc.Bind(`SELECT e.id, e.contribution_id, e.kind, e.sign_off_id, e.digest, COALESCE(f.name, '') AS file_name, COALESCE(f.media_type, '') AS media_type
			FROM evidence e LEFT JOIN file f ON f.network_id = e.network_id AND f.id = e.file_id
			WHERE {contribution.read:e} AND e.contribution_id = ANY($1) ORDER BY e.id LIMIT 10000`, db.List(page)))
		all = append(all, rows...)
		return err
	})
	if err != nil {
		return err
	}
	b.said.Evidence = len(all)
	var signed []id.ID
	for i := range all {
		e := &all[i]
		if e.Kind == EvidenceSignOff {
			signed = append(signed, e.SignOff)
			continue
		}
		e.File = path.Join("evidence", e.Digest+evidenceEndings[e.MediaType])
		if err := b.document(e); err != nil {
			return err
		}
	}
	err = b.file("evidence.jsonl", func(w io.Writer) error {
		for _, e := range all {
			if err := line(w, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return b.file("sign_offs.jsonl", func(w io.Writer) error {
		return inPages(signed, func(page []id.ID) error {
			records, err := occurrence.SignedRecordsTx(b.tx, b.sc, page)
			for _, key := range page {
				if text := records[key]; err == nil && text != nil {
					_, err = w.Write(append(text, '\n'))
				}
			}
			return err
		})
	})
}

// document writes an evidence file, once when several contributions stand on it.
func (b *bundling) document(e *proven) error {
	if b.kept[e.File] {
		return nil
	}
	b.kept[e.File] = true
	content, err := b.s.blobs.Open(b.ctx, blob.Digest(e.Digest))
	if err != nil {
		return err
	}
	defer content.Close()
	return b.file(e.File, func(w io.Writer) error {
		_, err := io.Copy(w, content)
		return err
	})
}

// periods writes what happened to the years of the grants.
func (b *bundling) periods(f Filter) error {
	var q db.Builder
	q.Add(`SELECT ` + periodColumns + `, COALESCE(a.name, '') AS by_name FROM period_event e LEFT JOIN account a ON a.id = e.actor_id WHERE {contribution.read:e}`)
	if f.Grant != "" {
		q.Add(` AND e.grant_id = $1`, f.Grant)
	}
	q.Add(` ORDER BY e.grant_id, e.year, e.seq LIMIT 10000`)
	events, err := db.Select[PeriodEvent](b.tx, b.sc.BindQuery(q.Query()))
	if err != nil {
		return err
	}
	return b.file("periods.jsonl", func(w io.Writer) error {
		for _, e := range events {
			err := line(w, map[string]any{
				"grant": e.Grant, "year": e.Year, "state": e.State, "at": e.At.UTC(), "by": e.By, "reason": e.Reason, "balances": e.Balances.V,
				"transfers": e.Transfers, "evidence_digest": e.Evidence, "head_seq": e.HeadSeq, "head_hash": e.HeadHash,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// heads writes the heads of the ledger that were signed, with the key that signs now.
func (b *bundling) heads() error {
	all, err := allSignedTx(b.tx, b.sc)
	if err != nil {
		return err
	}
	b.said.PublicKey = b.s.signer.public()
	if len(all) > 0 {
		b.said.Signed = &all[len(all)-1]
	}
	return b.file("heads.jsonl", func(w io.Writer) error {
		for _, h := range all {
			if err := line(w, h); err != nil {
				return err
			}
		}
		return nil
	})
}

// inPages calls do with parts of keys that a query takes at once.
func inPages(keys []id.ID, do func(page []id.ID) error) error {
	for len(keys) > 0 {
		n := min(len(keys), bundlePage)
		if err := do(keys[:n]); err != nil {
			return err
		}
		keys = keys[n:]
	}
	return nil
}
