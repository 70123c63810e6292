package letter

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	netmail "net/mail"
	"slices"
	"strings"
	"unicode"

	"schakel/internal/kernel/link"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/db"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/ical"
	"schakel/internal/platform/id"
	"schakel/internal/platform/mail"
)

// Renderer makes mails of queued letters.
type Renderer struct {
	Catalog *i18n.Catalog
	Links   *link.Keeper
	BaseURL string
	From    string // address that mails come from; the name before it is the network's
	DB      *db.DB
	// Attach makes the file that a letter brings, by its key.
	Attach map[string]func(ctx context.Context, m post.Message) (mail.File, error)
}

// Fact is a line of the list of facts: "When: wed 25 nov".
type Fact struct{ Term, Text string }

// Content is what a letter says.
type Content struct {
	Subject string
	Opening string   // "Beste Henk,"
	Body    []string // paragraphs
	Facts   []Fact
	Button  string // words on the link; empty leaves it out
	Path    string // where the button leads when the letter carries no link of its own: a page for who signs in
	After   []string
	Closing []string // who sends it

	Invite *Invite // what the receiver's own calendar is told
}

// Invite are the events of a letter, without who organises them and who comes.
type Invite struct {
	Events []ical.Event
	Method ical.Method
}

// pen is what a letter writes with.
type pen struct {
	p       *i18n.Printer
	network string
	about   id.ID
	data    string
}

// write turns a letter's data into content.
type write func(pen) (Content, error)

// letters is the table of all letters, by post.Letter.Key.
var letters = map[string]write{
	"join":                  joinLetter,
	"reminder_week":         reminderLetter,
	"reminder_day":          reminderLetter,
	"thanks":                thanksLetter,
	"role_given":            roleGivenLetter,
	"sign_in":               signInLetter,
	"directory":             directoryLetter,
	"second_step":           secondLetter,
	"webhook_paused":        webhookPausedLetter,
	"menu":                  menuLetter,
	"members":               membersLetter,
	"colleague":             colleagueLetter,
	"still_right":           stillRightLetter,
	"invitation":            invitationLetter,
	"invitation_reminder":   invitationReminderLetter,
	"no_longer_needed":      noLongerNeededLetter,
	"waves_dry":             wavesDryLetter,
	"need_visit":            visitLetter,
	"agreed":                agreedLetter,
	"moved":                 movedLetter,
	"cancelled":             cancelledLetter,
	"postponed":             postponedLetter,
	"online":                onlineLetter("online"),
	"offline":               onlineLetter("offline"),
	"replaced":              replacedLetter,
	"series_agreed":         seriesLetter,
	"series_moved":          seriesLetter,
	"series_cancelled":      seriesLetter,
	"series_online":         seriesLetter,
	"series_offline":        seriesLetter,
	"series_postponed":      seriesLetter,
	"series_replaced":       seriesLetter,
	"dates_proposed":        datesProposedLetter,
	"dates_declined":        datesDeclinedLetter,
	"sign_off":              signOffLetter,
	"mentioned":             mentionedLetter,
	"claim_check":           claimCheckLetter,
	"claim_confirmed":       claimConfirmedLetter,
	"claim_refused":         claimRefusedLetter,
	"registration_check":    registrationCheckLetter,
	"registration_approved": registrationApprovedLetter,
	"registration_refused":  registrationRefusedLetter,

	"agreement_sign":          agreementSignLetter(false),
	"agreement_sign_reminder": agreementSignLetter(true),
	"agreement_signed":        agreementSignedLetter,
	"agreement_refused":       agreementRefusedLetter,
	"agreement_withdrawn":     agreementWithdrawnLetter,
	"agreement_ending":        agreementEndingLetter,

	"inspection_given": inspectionGivenLetter,
	"inspection_sent":  inspectionSentLetter,
	"annual":           annualLetter,

	"ledger_head":   ledgerHeadLetter,
	"ledger_broken": ledgerBrokenLetter,
	"ledger_holds":  ledgerHoldsLetter,
}

// Keys lists the letters that can be sent.
func Keys() []string { return slices.Sorted(maps.Keys(letters)) }

// ErrUnknown says that there is no letter with the key.
var ErrUnknown = errors.New("letter: unknown")

// Render writes a queued letter in the addressee's language. The link's token is computed here and stored nowhere.
func (r *Renderer) Render(ctx context.Context, m post.Message) (mail.Message, error) {
	fn, ok := letters[m.Letter]
	if !ok {
		return mail.Message{}, fmt.Errorf("%w: %q", ErrUnknown, m.Letter)
	}
	network, path, err := r.lookUp(ctx, m)
	if err != nil {
		return mail.Message{}, fmt.Errorf("letter %s: %w", m.Letter, err)
	}
	lang, _ := i18n.ParseLang(m.Lang)
	p := r.Catalog.Printer(lang)
	content, err := fn(pen{p: p, network: network, about: m.About, data: m.Data})
	if err != nil {
		return mail.Message{}, fmt.Errorf("letter %s: %w", m.Letter, err)
	}
	if content.Opening == "" {
		content.Opening = opening(p, m.ToName)
	}
	content.Closing = append(content.Closing, p.T("letter.closing"), network)
	if path == "" {
		path = content.Path
	}
	address := ""
	if path != "" {
		address = r.BaseURL + path
	}
	var html bytes.Buffer
	if err := letterHTML(string(p.Lang()), content, address, p.T("letter.footer", network)).Render(ctx, &html); err != nil {
		return mail.Message{}, fmt.Errorf("letter %s: %w", m.Letter, err)
	}
	out := mail.Message{
		MessageID: string(m.ID) + "@" + r.domain(), From: r.from(network), To: m.To, ToName: oneLine(m.ToName),
		Subject: oneLine(content.Subject), Text: text(content, address, p.T("letter.footer", network)), HTML: html.String(),
	}
	if in := content.Invite; in != nil {
		for i := range in.Events {
			e := &in.Events[i]
			e.Stamp, e.Organizer = m.CreatedAt, ical.Person{Name: network, Email: r.address()}
			if in.Method != ical.Publish { // what is published has no guests (RFC 5546 §3.2.1)
				e.Attendee = ical.Person{Name: m.ToName, Email: m.To}
			}
		}
		out.Invite, out.InviteMethod = ical.Calendar{Method: in.Method, Events: in.Events}.Bytes(), string(in.Method)
	}
	if attach := r.Attach[m.Letter]; attach != nil {
		file, err := attach(ctx, m)
		if err != nil {
			return mail.Message{}, fmt.Errorf("letter %s: %w", m.Letter, err)
		}
		out.Files = append(out.Files, file)
	}
	return out, nil
}

// paths are the addresses behind which each kind of link opens.
var paths = map[link.Kind]string{
	link.Join: "/join/", link.Directory: "/g/", link.SignIn: "/signin/", link.Menu: "/m/", link.Invitation: "/i/", link.SignOff: "/s/", link.Sign: "/a/", link.Belong: "/b/", link.Claim: "/c/", link.Register: "/d/", link.Evaluate: "/v/", link.Visit: "/e/", link.Members: "/k/", link.Company: "/z/", link.Inspect: "/steekproef/", link.Annual: "/j/",
}

// lookUp finds the network's name and the path of the letter's link.
func (r *Renderer) lookUp(ctx context.Context, m post.Message) (network, path string, err error) {
	err = r.DB.Read(ctx, db.Settings{Network: string(m.Network)}, func(tx *db.Tx) error {
		if network, err = db.Get[string](tx, db.Q(`SELECT name FROM network WHERE id = $1 LIMIT 1`, m.Network)); err != nil {
			return err
		}
		if m.Link == "" {
			return nil
		}
		kind, err := db.Get[link.Kind](tx, db.Q(`SELECT kind FROM link WHERE network_id = $1 AND id = $2 LIMIT 1`, m.Network, m.Link))
		path = paths[kind] + r.Links.Token(m.Link)
		return err
	})
	return network, path, err
}

func (r *Renderer) address() string {
	a, err := netmail.ParseAddress(r.From)
	if err != nil {
		return "schakel@localhost" // the configuration has checked it
	}
	return a.Address
}

func (r *Renderer) domain() string {
	_, domain, _ := strings.Cut(r.address(), "@")
	return domain
}

func (r *Renderer) from(network string) string {
	return (&netmail.Address{Name: network, Address: r.address()}).String()
}

func opening(p *i18n.Printer, name string) string {
	if name == "" {
		return p.T("letter.opening_unknown")
	}
	return p.T("letter.opening", name)
}

// data reads a letter's data.
func data[T any](w pen) (T, error) {
	var v T
	err := json.Unmarshal([]byte(w.data), &v)
	return v, err
}

// text is the plain part of the mail: the same words, the link on a line of its own.
func text(c Content, address, footer string) string {
	var b strings.Builder
	b.WriteString(c.Opening + "\n\n")
	for _, paragraph := range c.Body {
		b.WriteString(paragraph + "\n\n")
	}
	for _, f := range c.Facts {
		b.WriteString(f.Term + ": " + f.Text + "\n")
	}
	if len(c.Facts) > 0 {
		b.WriteString("\n")
	}
	if address != "" && c.Button != "" {
		b.WriteString(c.Button + ":\n" + address + "\n\n")
	}
	for _, paragraph := range c.After {
		b.WriteString(paragraph + "\n\n")
	}
	b.WriteString(strings.Join(c.Closing, "\n") + "\n\n-- \n" + footer + "\n")
	return b.String()
}

// maxLine is how long a header or a name may be; the mail server refuses much more.
const maxLine = 140

// oneLine makes text fit for a header: one line without control characters, cut when somebody typed a novel.
func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool {
		return unicode.IsControl(r) || unicode.IsSpace(r)
	}), " ")
	if runes := []rune(s); len(runes) > maxLine {
		return strings.TrimSpace(string(runes[:maxLine-1])) + "…"
	}
	return s
}

// facts leaves out lines without text.
func facts(list ...Fact) []Fact {
	var out []Fact
	for _, f := range list {
		if f.Text != "" {
			out = append(out, f)
		}
	}
	return out
}

// number writes a count; nothing when it is not known.
func number(p *i18n.Printer, n int) string {
	if n <= 0 {
		return ""
	}
	return p.Number(n)
}
