package funding_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"io"
	"strings"
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/testkit/wants"
)

func TestRecord(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	in := s.byHand(s.r.Almelo, s.company, funding.KindGoods, "2026-11-20", "1.250,00", pdf("pakbon"))
	key, err := s.Record(t.Context(), s.r.Project, in)
	s.must(err)

	t.Run("with a file it is evidenced, under the only grant of the day", func(t *testing.T) {
		d, err := s.Contribution(t.Context(), s.r.Project, key)
		s.must(err)
		if d.At != funding.Evidenced || d.Contribution.Grant != s.grant || euro(d.Cents) != "1250.00" || d.Evidence[0].FileName != "pakbon.pdf" || d.Evidence[0].MediaType != "application/pdf" {
			t.Errorf("got %+v %+v", d.Contribution, d.Evidence)
		}
	})
	t.Run("the same form again is the same contribution", func(t *testing.T) {
		again := in
		again.Evidence = pdf("pakbon")
		got, err := s.Record(t.Context(), s.r.Project, again)
		if err != nil || got != key {
			t.Errorf("got %s, %v", got, err)
		}
	})
	t.Run("the same id with other content is refused", func(t *testing.T) {
		for _, change := range []func(in *funding.RecordInput){
			func(in *funding.RecordInput) { in.Value = "1.250,01" },
			func(in *funding.RecordInput) { in.Kind = funding.KindCash },
			func(in *funding.RecordInput) { in.Evidence = pdf("andere pakbon") },
			func(in *funding.RecordInput) { in.Evidence = nil },
		} {
			again := in
			again.Evidence = pdf("pakbon")
			change(&again)
			_, err := s.Record(t.Context(), s.r.Project, again)
			wants.Fault(t, err, fault.KindConflict, "funding.other_content")
		}
	})
	t.Run("what looks the same is asked about, whoever recorded it and wherever", func(t *testing.T) {
		again := in
		again.ID, again.Unit, again.Evidence = s.Kit.IDs.New(), s.r.Hengelo, nil
		_, err := s.Record(t.Context(), s.r.ProjectHengelo, again)
		wants.Field(t, err, "other", "funding.looks_the_same")
		again.Other = true
		if _, err := s.Record(t.Context(), s.r.ProjectHengelo, again); err != nil {
			t.Error(err)
		}
	})
	t.Run("hours are valued by the rate", func(t *testing.T) {
		in := s.byHand(s.r.Almelo, s.company, funding.KindHours, "2026-11-20", "", nil)
		in.People, in.Hours, in.Activity = "3", "1:30", s.activity
		key, err := s.Record(t.Context(), s.r.Project, in)
		s.must(err)
		d, err := s.Contribution(t.Context(), s.r.Project, key)
		s.must(err)
		// 3 × 1.5 h × €55 = 247.50
		if euro(d.Cents) != "247.50" || d.Minutes != 270 || d.Line != s.line || d.At != funding.CarriedOut {
			t.Errorf("got %+v", d.Contribution)
		}
	})
	for _, c := range []struct {
		name, field, key string
		change           func(in *funding.RecordInput)
	}{
		{"no value", "value", "field.required", func(in *funding.RecordInput) { in.Value = "" }},
		{"nothing is no value", "value", "field.range", func(in *funding.RecordInput) { in.Value = "0" }},
		{"no reason", "reason", "field.required", func(in *funding.RecordInput) { in.Reason = " " }},
		{"a day to come", "performed_on", "funding.in_future", func(in *funding.RecordInput) { in.PerformedOn = "2026-11-26" }},
		{"a day without a grant", "grant", "funding.no_grant", func(in *funding.RecordInput) { in.PerformedOn = "2024-11-26" }},
		{"an unknown company", "organisation", "field.choice", func(in *funding.RecordInput) { in.Organisation = s.Kit.IDs.New() }},
		{"an unknown activity", "activity", "field.choice", func(in *funding.RecordInput) { in.Activity = s.Kit.IDs.New() }},
		{"an unknown grant", "grant", "funding.no_grant", func(in *funding.RecordInput) { in.Grant = s.Kit.IDs.New() }},
		{"a grant that is not the activity's", "activity", "funding.other_grant", func(in *funding.RecordInput) { in.Activity, in.Grant = s.activity, s.Kit.IDs.New() }},
		{"an empty file", "file", "funding.file_empty", func(in *funding.RecordInput) {
			in.Evidence = &funding.Upload{Name: "x.pdf", Content: strings.NewReader("")}
		}},
		{"a program that calls itself a PDF", "file", "funding.file_kind", func(in *funding.RecordInput) {
			in.Evidence = &funding.Upload{Name: "x.pdf", Content: strings.NewReader("MZ\x90\x00")}
		}},
		{"a page of the web", "file", "funding.file_kind", func(in *funding.RecordInput) {
			in.Evidence = &funding.Upload{Name: "x.png", Content: strings.NewReader("<svg onload=alert(1)>")}
		}},
		{"a broken photo", "file", "funding.file_broken", func(in *funding.RecordInput) {
			in.Evidence = &funding.Upload{Name: "x.jpg", Content: strings.NewReader("\xff\xd8\xff\xe1\xff\xffExif")}
		}},
		{"a file above the limit", "file", "funding.file_too_large", func(in *funding.RecordInput) {
			in.Evidence = &funding.Upload{Name: "x.pdf", Content: io.MultiReader(strings.NewReader("%PDF-1.7"), bytes.NewReader(make([]byte, funding.MaxEvidence)))}
		}},
	} {
		t.Run(c.name+" is refused at the field", func(t *testing.T) {
			in := s.byHand(s.r.Almelo, s.company, funding.KindGoods, "2026-11-20", "77", nil)
			c.change(&in)
			_, err := s.Record(t.Context(), s.r.Project, in)
			wants.Field(t, err, c.field, c.key)
		})
	}
	t.Run("who only reads may not, and elsewhere it is not found", func(t *testing.T) {
		in := s.byHand(s.r.Almelo, s.company, funding.KindGoods, "2026-11-20", "78", nil)
		_, err := s.Record(t.Context(), s.r.Controller, in)
		wants.Fault(t, err, fault.KindForbidden, "fault.forbidden")
		_, err = s.Record(t.Context(), s.r.ProjectHengelo, in)
		wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
		_, err = s.Record(t.Context(), s.Zwolle.Project, in)
		wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
	})
}

// photo is a JPEG with an Exif segment that holds a place and a way up.
func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	// TIFF, little-endian: IFD0 with orientation 6 and a pointer to a GPS directory; then the canary.
	exif := "Exif\x00\x00II\x2a\x00\x08\x00\x00\x00\x02\x00" +
		"\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00" +
		"\x25\x88\x04\x00\x01\x00\x00\x00\x26\x00\x00\x00" + "\x00\x00\x00\x00" + "GPS-52.3N-6.6E"
	segment := append([]byte{0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
	comment := append([]byte{0xff, 0xfe, 0, 16}, "GPS in comment"...)
	whole := append([]byte{0xff, 0xd8}, append(append(segment, comment...), b.Bytes()[2:]...)...)
	return append(whole, "GPS after the end"...)
}

func TestEvidenceOfAPhoto(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	in := s.byHand(s.r.Almelo, s.company, funding.KindFacility, "2026-11-20", "300", nil)
	key, err := s.Record(t.Context(), s.r.Project, in)
	s.must(err)

	t.Run("without evidence it is not approved", func(t *testing.T) {
		err := s.Check(t.Context(), s.r.Controller, key, funding.CheckInput{Outcome: funding.Approved})
		wants.Fault(t, err, fault.KindConflict, "funding.no_evidence")
	})
	t.Run("siblings and checkers do not add any", func(t *testing.T) {
		wants.Fault(t, s.AddEvidence(t.Context(), s.r.ProjectHengelo, key, *pdf("x")), fault.KindNotFound, "fault.not_found")
		wants.Fault(t, s.AddEvidence(t.Context(), s.r.Controller, key, *pdf("x")), fault.KindForbidden, "fault.forbidden")
	})
	s.must(s.AddEvidence(t.Context(), s.r.Project, key, funding.Upload{Name: `C:\foto's\machine.jpg`, Content: bytes.NewReader(photo(t))}))
	d, err := s.Contribution(t.Context(), s.r.Controller, key)
	s.must(err)

	t.Run("the place is gone, the picture and its way up are there", func(t *testing.T) {
		e, file, err := s.OpenEvidence(t.Context(), s.r.Controller, key, d.Evidence[0].ID)
		s.must(err)
		defer file.Close()
		content, err := io.ReadAll(file)
		s.must(err)
		if bytes.Contains(content, []byte("GPS")) {
			t.Error("the place is still in the file")
		}
		if !bytes.Contains(content, []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06")) {
			t.Error("the way up is gone")
		}
		if img, err := jpeg.Decode(bytes.NewReader(content)); err != nil || img.Bounds().Dx() != 40 {
			t.Errorf("the picture is broken: %v", err)
		}
		if e.FileName != "machine.jpg" || e.MediaType != "image/jpeg" || e.Size != int64(len(content)) {
			t.Errorf("got %+v", e)
		}
		s.must(s.blobs.Verify(t.Context(), blob.Digest(d.Evidence[0].Digest)))
	})
	t.Run("it is evidenced now, once", func(t *testing.T) {
		if d.At != funding.Evidenced {
			t.Errorf("at %s", d.At)
		}
		wants.Fault(t, s.AddEvidence(t.Context(), s.r.Project, key, *pdf("x")), fault.KindConflict, "funding.evidenced_already")
	})
	t.Run("nobody outside reads the file", func(t *testing.T) {
		for _, sc := range []access.Scope{s.r.ProjectHengelo, s.Zwolle.Controller} {
			_, _, err := s.OpenEvidence(t.Context(), sc, key, d.Evidence[0].ID)
			wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
		}
		_, _, err := s.OpenEvidence(t.Context(), s.r.Teacher, key, d.Evidence[0].ID)
		wants.Fault(t, err, fault.KindForbidden, "fault.forbidden")
	})
}

func TestCheck(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	book := func(value string) funding.RecordInput {
		return s.byHand(s.r.Almelo, s.company, funding.KindGoods, "2026-11-20", value, pdf(value))
	}
	key, err := s.Record(t.Context(), s.recorder, book("100"))
	s.must(err)
	approve := funding.CheckInput{Outcome: funding.Approved}

	t.Run("who recorded it never checks it", func(t *testing.T) {
		s.must(s.Network.GiveRole(t.Context(), s.r.System, network.RoleInput{Account: s.recorder.Account(), Role: access.Controller, Unit: s.r.Root}))
		both := s.Scope(t, s.r, s.recorder.Account(), "Recorder")
		wants.Fault(t, s.Check(t.Context(), both, key, approve), fault.KindForbidden, "funding.own_record")
	})
	t.Run("somebody of the company never checks it", func(t *testing.T) {
		own := s.Hire(t, s.r, "eigenaar@kolk.example", "Eigenaar", access.Controller, s.r.Root)
		_, err := s.relation.AddPerson(t.Context(), s.r.Relation, s.company, relation.PersonInput{Name: "Eigenaar", Email: "eigenaar@kolk.example"})
		s.must(err)
		wants.Fault(t, s.Check(t.Context(), own, key, approve), fault.KindForbidden, "funding.own_company")
	})
	t.Run("others have not the role, or not the unit", func(t *testing.T) {
		wants.Fault(t, s.Check(t.Context(), s.r.Project, key, approve), fault.KindForbidden, "fault.forbidden")
		wants.Fault(t, s.Check(t.Context(), s.Zwolle.Controller, key, approve), fault.KindNotFound, "fault.not_found")
		hengelo := s.Hire(t, s.r, "controller-hengelo@twente.example", "C", access.Controller, s.r.Hengelo)
		wants.Fault(t, s.Check(t.Context(), hengelo, key, approve), fault.KindNotFound, "fault.not_found")
	})
	t.Run("a rejection says why", func(t *testing.T) {
		wants.Field(t, s.Check(t.Context(), s.r.Lead, key, funding.CheckInput{Outcome: funding.Rejected}), "reason", "field.required")
		wants.Field(t, s.Check(t.Context(), s.r.Lead, key, funding.CheckInput{Outcome: "maybe"}), "outcome", "field.choice")
	})
	s.approve(s.r.Controller, key)
	t.Run("approved it is checked, once", func(t *testing.T) {
		d, err := s.Contribution(t.Context(), s.r.Controller, key)
		s.must(err)
		if d.At != funding.Checked || len(d.Checks) != 1 || d.Checks[0].Outcome != funding.Approved || d.Checks[0].By == "" || d.MayCheck {
			t.Errorf("got %+v at %s", d.Checks, d.At)
		}
		wants.Fault(t, s.Check(t.Context(), s.r.Lead, key, approve), fault.KindConflict, "funding.checked_already")
	})
	t.Run("rejected, every transfer is taken back with the reason", func(t *testing.T) {
		key, err := s.Record(t.Context(), s.recorder, book("200"))
		s.must(err)
		s.must(s.Check(t.Context(), s.r.Lead, key, funding.CheckInput{Outcome: funding.Rejected, Reason: "Geen factuur maar een offerte."}))
		d, err := s.Contribution(t.Context(), s.r.Lead, key)
		s.must(err)
		if d.At != funding.Source || len(d.Transfers) != 4 {
			t.Fatalf("at %s after %d transfers", d.At, len(d.Transfers))
		}
		for i, back := range d.Transfers[2:] {
			forth := d.Transfers[1-i]
			if back.Reverses != forth.ID || back.Debit != forth.Credit || back.Credit != forth.Debit || back.Cents != forth.Cents || back.Reason != "Geen factuur maar een offerte." {
				t.Errorf("transfer %d: %+v", back.Seq, back)
			}
		}
		wants.Fault(t, s.Check(t.Context(), s.r.Controller, key, approve), fault.KindConflict, "funding.rejected_already")
	})
	t.Run("what stands in the ledger cannot be changed or removed", func(t *testing.T) {
		for _, text := range []string{
			`UPDATE ledger_transfer SET cents = 1`, `DELETE FROM ledger_transfer`, `UPDATE contribution SET cents = 1`, `DELETE FROM contribution`,
			`UPDATE evidence SET digest = 'x'`, `DELETE FROM evidence`, `UPDATE contribution_check SET outcome = 'approved'`, `DELETE FROM contribution_check`,
			`UPDATE scheme_version SET minimum_bp = 1`, `DELETE FROM scheme_version`, `UPDATE rate SET cents = 1`, `DELETE FROM rate`,
		} {
			err := s.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
				_, err := tx.Exec(db.Q(text))
				return err
			})
			if err == nil || !strings.Contains(err.Error(), "append-only") {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
}
