package funding_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/testkit/testdb"
	"schakel/internal/testkit/wants"
	"schakel/internal/testkit/world"
)

// mails returns to whom a letter was queued, in order.
func (s *signing) mails(letter string) (to []string) {
	s.t.Helper()
	s.read(s.r.System, func(tx *db.Tx) (err error) {
		to, err = db.Select[string](tx, db.Q(`SELECT to_email FROM mail_message WHERE letter = $1 ORDER BY created_at, to_email LIMIT 100`, letter))
		return err
	})
	return to
}

func (s *signing) night() funding.Verification {
	s.t.Helper()
	s.Clock.Advance(24 * time.Hour)
	v, err := s.VerifyLedger(s.t.Context(), s.r.System)
	s.must(err)
	return v
}

func (s *signing) exec(text string) {
	s.t.Helper()
	s.must(s.DB.Write(s.t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(text))
		return err
	}))
}

func TestNightly(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	s.story()
	if n := len(s.mails("ledger_head")); n != 0 {
		t.Errorf("%d heads mailed to nobody", n)
	}
	s.must(s.SetWitnesses(t.Context(), s.r.Lead, funding.WitnessInput{Emails: "aa@kantoor.example, penvoerder@school.example\naa@kantoor.example", Lang: "nl"}))
	state := func() funding.LedgerState {
		t.Helper()
		l, err := s.Ledger(t.Context(), s.r.Accountant)
		s.must(err)
		return l
	}
	if l := state(); len(l.Signed) != 1 || l.Signed[0].Cause != funding.HeadClosed {
		t.Fatalf("closing 2025 signed %+v", l.Signed)
	}

	t.Run("a ledger that holds is signed, once for each head", func(t *testing.T) {
		v := s.night()
		if !v.OK() || v.Seq == 0 || v.Files == 0 || s.night().Head != v.Head {
			t.Errorf("got %+v", v)
		}
		l := state()
		if len(l.Checks) != 2 || len(l.Signed) != 2 || l.Signed[0].Head != l.Head || l.Signed[0].PublicKey != l.PublicKey || l.Signed[0].Cause != funding.HeadVerified {
			t.Errorf("got %+v", l)
		}
		if got := strings.Join(s.mails("ledger_head"), " "); got != "aa@kantoor.example penvoerder@school.example" {
			t.Errorf("mailed to %s", got)
		}
	})
	t.Run("a flaw is told once, then every week, and so is its end", func(t *testing.T) {
		testdb.Unguard(t, s.DB, "ledger_transfer", "contribution", "evidence")
		s.exec(`UPDATE ledger_transfer SET reason = 'Anders' WHERE seq = 6`)
		v := s.night()
		if v.Flaw != funding.FlawTransfer || v.FlawSeq != 6 || v.Seq != 5 || !v.Told {
			t.Errorf("got %+v", v)
		}
		if got := strings.Join(s.mails("ledger_broken"), " "); got != "admin@twente.example controller@twente.example lead@twente.example" {
			t.Errorf("told %s", got)
		}
		for range 6 {
			if s.night().Told {
				t.Error("told again within the week")
			}
		}
		if !s.night().Told || len(s.mails("ledger_broken")) != 6 {
			t.Error("not told after a week")
		}
		if l := state(); len(l.Signed) != 2 || l.Last().OK() {
			t.Errorf("a broken ledger was signed: %+v", l.Signed)
		}
		s.exec(`UPDATE ledger_transfer SET reason = '' WHERE seq = 6`)
		s.exec(`UPDATE ledger_sum SET checked = checked + 1 WHERE year = 2025`)
		if v := s.night(); v.Flaw != funding.FlawSums || v.FlawYear != 2025 || !v.Told {
			t.Errorf("another flaw: %+v", v)
		}
		s.exec(`UPDATE ledger_sum SET checked = checked - 1 WHERE year = 2025`)
		s.exec(`UPDATE ledger_month SET carried_out = carried_out + 1 WHERE month = '2026-03'`)
		if v := s.night(); v.Flaw != funding.FlawMonths || v.FlawYear != 2026 {
			t.Errorf("a month: %+v", v)
		}
		s.exec(`UPDATE ledger_month SET carried_out = carried_out - 1 WHERE month = '2026-03'`)
		s.exec(`UPDATE ledger_giver SET cents = cents + 1 WHERE year = 2025`)
		if v := s.night(); v.Flaw != funding.FlawGivers || v.FlawYear != 2025 {
			t.Errorf("what a company gave: %+v", v)
		}
		s.exec(`UPDATE ledger_giver SET cents = cents - 1 WHERE year = 2025`)
		if v := s.night(); !v.OK() || !v.Told || len(s.mails("ledger_holds")) != 3 {
			t.Errorf("not told that it holds: %+v", v)
		}
	})
	t.Run("a tail that is gone with its sums is missed, since its head was signed", func(t *testing.T) {
		last := state().Head.Seq
		s.must(s.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
			_, err := tx.Exec(db.Q(`DELETE FROM ledger_transfer WHERE seq = $1`, last))
			return err
		}))
		if v := s.night(); v.Flaw != funding.FlawMissing {
			t.Errorf("got %+v", v)
		}
	})
	t.Run("a file of evidence that is gone from the store is found", func(t *testing.T) {
		s := newSigning(t)
		s.story()
		for d, err := range s.blobs.Digests(t.Context()) {
			s.must(err)
			s.must(s.blobs.Delete(t.Context(), d))
			break
		}
		if v := s.night(); v.Flaw != funding.FlawFile || v.FlawSeq == 0 {
			t.Errorf("got %+v", v)
		}
	})
	t.Run("each network has its own, and only who leads it chooses witnesses", func(t *testing.T) {
		l, err := s.Ledger(t.Context(), s.Zwolle.Accountant)
		s.must(err)
		if len(l.Checks)+len(l.Signed) != 0 {
			t.Errorf("Zwolle sees %+v", l)
		}
		wants.Fault(t, s.SetWitnesses(t.Context(), s.r.Project, funding.WitnessInput{Lang: "nl"}), fault.KindForbidden, "fault.forbidden")
		wants.Field(t, s.SetWitnesses(t.Context(), s.r.Lead, funding.WitnessInput{Emails: "geen adres", Lang: "nl"}), "emails", "field.email")
		if l, err := s.Ledger(t.Context(), s.r.Accountant); err != nil || len(l.Witnesses.Emails) != 0 {
			t.Error("the accountant sees who the witnesses are")
		}
	})
}

// RFC 8032, 7.1, tests 1, 2, 3 and "SHA(abc)"; and many of Go's, each also with a bit turned in key, message and signature.
func TestPythonVerifiesEd25519(t *testing.T) {
	t.Parallel()
	type vector struct {
		Key, Message, Signature string
		Good                    bool
	}
	all := []vector{
		{"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b", true},
		{"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00", true},
		{"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a", true},
		{
			"ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
			"dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704", true,
		},
	}
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	random := func(n int) []byte {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}
	for range 40 {
		key := ed25519.NewKeyFromSeed(random(32))
		public, message := key.Public().(ed25519.PublicKey), random(1+r.IntN(200))
		parts := [][]byte{public, message, ed25519.Sign(key, message)}
		for turn := -1; turn < 3; turn++ {
			p := [][]byte{bytes.Clone(parts[0]), bytes.Clone(parts[1]), bytes.Clone(parts[2])}
			if turn >= 0 {
				p[turn][r.IntN(len(p[turn]))] ^= 1 << r.IntN(8)
			}
			all = append(all, vector{hex.EncodeToString(p[0]), hex.EncodeToString(p[1]), hex.EncodeToString(p[2]), ed25519.Verify(p[0], p[1], p[2])})
		}
	}
	short := all[1]
	short.Signature, short.Good = short.Signature[:126], false
	all = append(all, short)
	given, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, "-B", "-c", `
import json, sys
sys.path.insert(0, ".")
import verify
b = bytes.fromhex
print(json.dumps([verify.signed_by(b(v["Key"]), b(v["Message"]), b(v["Signature"])) for v in json.load(sys.stdin)]))`)
	cmd.Stdin = bytes.NewReader(given)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var said []bool
	if err := json.Unmarshal(out, &said); err != nil || len(said) != len(all) {
		t.Fatalf("%v: %s", err, out)
	}
	for i, v := range all {
		if said[i] != v.Good {
			t.Errorf("seed %d, vector %d: python says %v: %+v", seed, i, said[i], v)
		}
	}
}

// kept writes the last signed head as a witness keeps it: the file that came with the mail.
func (s *signing) kept() string {
	s.t.Helper()
	var data []string
	s.read(s.r.System, func(tx *db.Tx) (err error) {
		data, err = db.Select[string](tx, db.Q(`SELECT data FROM mail_message WHERE letter = 'ledger_head' ORDER BY created_at DESC, id DESC LIMIT 1`))
		return err
	})
	if len(data) == 0 {
		s.t.Fatal("no head was mailed")
	}
	var l funding.HeadLetter
	s.must(json.Unmarshal([]byte(data[0]), &l))
	path := filepath.Join(s.t.TempDir(), "head.json")
	s.must(os.WriteFile(path, l.File, 0o600))
	return path
}

func verifyArgs(t *testing.T, folder string, args ...string) (said string, ok bool) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), python, append([]string{filepath.Join(folder, "verify.py"), folder}, args...)...).CombinedOutput()
	return string(out), err == nil
}

// forged is a ledger of the same network, made anew with other contents by somebody who has the program and the database.
func forged(t *testing.T, old *signing, folder string) string {
	t.Helper()
	other := newSigning(t)
	other.Service = funding.New(other.Kit, other.blobs, world.KeeperOf(t, "another secret, which the forger chose himself"))
	other.must(other.SetWitnesses(t.Context(), other.r.Lead, funding.WitnessInput{Emails: "aa@kantoor.example", Lang: "nl"}))
	other.story()
	other.approve(other.r.Controller, other.goods("2026-05-10", "9.999"))
	other.night()
	made := other.bundle(other.r.Accountant, funding.Filter{})
	// It says that it is of the network whose ledger it replaces, and is sealed and signed for it.
	resealed := exec.CommandContext(t.Context(), python, "-B", "-c", reseal, made, string(old.r.ID))
	resealed.Dir = folder
	if out, err := resealed.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return made
}

// reseal gives a bundle another network: every hash anew, with the program's own rules. The heads can't follow, since they are signed.
const reseal = `
import hashlib, json, sys, os
sys.path.insert(0, ".")
import verify
folder, network = sys.argv[1:]
at = lambda name: os.path.join(folder, name)
m = json.load(open(at("manifest.json")))
m["network"] = network
rows, prev = [json.loads(x) for x in open(at("transfers.jsonl"))], ""
for t in rows:
    t["prev"] = prev
    prev = t["hash"] = verify.seal(network, t)
open(at("transfers.jsonl"), "w").write("".join(json.dumps(t, ensure_ascii=False) + "\n" for t in rows))
m["head"]["hash"], m["signed"] = prev, None
open(at("heads.jsonl"), "w").close()
by_seq = {t["seq"]: t["hash"] for t in rows}
periods = [json.loads(x) for x in open(at("periods.jsonl"))]
for p in periods:
    p["head_hash"] = by_seq.get(p["head_seq"], "")
open(at("periods.jsonl"), "w").write("".join(json.dumps(p) + "\n" for p in periods))
for name in ("transfers.jsonl", "heads.jsonl", "periods.jsonl"):
    m["files"][name] = hashlib.sha256(open(at(name), "rb").read()).hexdigest()
json.dump(m, open(at("manifest.json"), "w"))
`

// L8 with the head anchored elsewhere: what the bundle alone can't tell, the head that a witness kept does.
func TestAHeadThatWasKept(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	s.must(s.SetWitnesses(t.Context(), s.r.Lead, funding.WitnessInput{Emails: "aa@kantoor.example", Lang: "nl"}))
	s.story()
	s.night()
	kept := s.kept()
	early := s.bundle(s.r.Accountant, funding.Filter{})
	s.approve(s.r.Controller, s.goods("2026-05-10", "90"))
	s.night()
	later, newest := s.bundle(s.r.Accountant, funding.Filter{}), s.kept()
	l, err := s.Ledger(t.Context(), s.r.Accountant)
	s.must(err)

	edit := func(folder string, change func(name, text string) string) string {
		t.Helper()
		to := t.TempDir()
		s.must(os.CopyFS(to, os.DirFS(folder)))
		manifest := readText(t, to, "manifest.json")
		for _, name := range []string{"transfers.jsonl", "heads.jsonl"} {
			before := sumOf(t, to, name)
			s.must(os.WriteFile(filepath.Join(to, name), []byte(change(name, readText(t, to, name))), 0o600))
			manifest = strings.ReplaceAll(manifest, before, sumOf(t, to, name))
		}
		s.must(os.WriteFile(filepath.Join(to, "manifest.json"), []byte(change("manifest.json", manifest)), 0o600))
		return to
	}
	for _, c := range []struct {
		name, folder string
		args         []string
		want         string // among what is said; empty: all holds
	}{
		{"the ledger with its own head", early, []string{"--head", kept}, ""},
		{"a later ledger is on the same chain", later, []string{"--head", kept, "--head", newest, "--key", l.PublicKey}, ""},
		{"an option that is none", later, []string{"--key=" + l.PublicKey}, "python3 verify.py"},
		{"a later head is not on an earlier bundle", early, []string{"--head", newest}, "the ledger is shorter than what was signed"},
		{"a part without that line can't tell", s.bundle(s.r.Accountant, funding.Filter{Grant: s.grant, Year: 2025}), []string{"--head", kept}, "take the whole ledger"},
		{"a file that holds no head", later, []string{"--head", filepath.Join(later, "verify.py")}, "holds no signed head"},
		{"another key is expected", later, []string{"--key", strings.Repeat("00", 32)}, "signed with another key"},
		{"a signature that was changed", edit(later, func(name, text string) string {
			return strings.ReplaceAll(text, `"at":"2026`, `"at":"2025`)
		}), nil, "its signature is not by its key"},
		{"a signed head that was taken out", edit(later, func(name, text string) string {
			if name == "heads.jsonl" {
				return text[:strings.LastIndex(strings.TrimSpace(text), "\n")+1]
			}
			return text
		}), nil, "the signed head of the manifest is not among the signed heads"},
		{"a line that was changed", edit(later, func(name, text string) string {
			return strings.Replace(text, `"cents":25000`, `"cents":25001`, 1)
		}), []string{"--head", kept}, "changed"},
		{"a whole new ledger", forged(t, s, later), nil, ""},
		{"a whole new ledger beside a head that was kept", forged(t, s, later), []string{"--head", kept}, "this is another ledger"},
		{"and beside the key", forged(t, s, later), []string{"--head", kept}, "the bundle is signed with another key"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			said, ok := verifyArgs(t, c.folder, c.args...)
			if ok != (c.want == "") || !strings.Contains(said, c.want) {
				t.Errorf("ok is %v: %s", ok, said)
			}
		})
	}
	t.Run("a tail that was dropped, everything else made to fit", func(t *testing.T) {
		t.Parallel()
		// The bundle of before the last booking is exactly such a ledger; only its signed heads could betray it, and those are taken out too.
		bare := edit(early, func(name, text string) string {
			switch name {
			case "heads.jsonl":
				return ""
			case "manifest.json":
				var m map[string]any
				s.must(json.Unmarshal([]byte(text), &m))
				m["signed"] = nil
				out, err := json.Marshal(m)
				s.must(err)
				return string(out)
			}
			return text
		})
		if said, ok := verifyArgs(t, bare); !ok {
			t.Errorf("by itself it looks whole: %s", said)
		}
		if said, ok := verifyArgs(t, bare, "--head", newest); ok || !strings.Contains(said, "the ledger is shorter than what was signed") {
			t.Errorf("got %s", said)
		}
	})
}

func readText(t *testing.T, folder, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
