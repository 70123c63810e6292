package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"runtime"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/platform/mail"
	"schakel/internal/web/letter"
	"schakel/internal/web/locale"
)

// rankCompanies prints what it costs to rank companies for a need, with the reasons. The companies of the site get an offer each.
func (s *site) rankCompanies(ctx context.Context, companies int) error {
	scope := access.System(s.network, "bench")
	companies = min(companies, len(s.orgs))
	if err := s.app.Menu.InstallDefaults(ctx, scope, s.unit); err != nil {
		return err
	}
	items, err := s.app.Menu.Card(ctx, scope, false)
	if err != nil {
		return err
	}
	if err := s.offer(ctx, items[0], s.orgs[:companies]); err != nil {
		return err
	}
	today := clock.Today(clock.System{})
	key, err := s.app.Need.Ask(ctx, s.scope, need.AskInput{
		Unit: s.unit, Item: items[0].ID, Title: "Gastles over warmtepompen", Profiles: []string{"PIE"}, Levels: []string{"BB"}, Pupils: "24", From: today.AddDays(14), To: today.AddDays(60),
	})
	if err != nil {
		return err
	}
	return compare(fmt.Sprintf("rank %d companies", companies), 20, func() error {
		list, err := s.app.Need.Match(ctx, s.scope, key)
		if err == nil && len(list) != companies {
			err = fmt.Errorf("%d of %d companies ranked", len(list), companies)
		}
		return err
	}, nil)
}

// offer lets companies offer an item, and puts some requests of the last year on their timelines.
func (s *site) offer(ctx context.Context, item menu.Item, companies []id.ID) error {
	scope := access.System(s.network, "bench")
	return s.app.Kit.Write(ctx, scope, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "bench", Object: "bench"})
		for n, company := range companies {
			err := op.Insert(`INSERT INTO offer (network_id, id, organisation_id, menu_item_id, times_per_year, profiles, levels, max_group, confirmed_on, source, created_at, operation_id)
				VALUES ($1, $2, $3, $4, $5, $6, '[]', $7, '2026-11-25', 'staff', $8, $9)`,
				op.Network(), op.NewID(), company, item.ID, 1+n%6, []string{`[]`, `["PIE"]`, `["PIE","BWI"]`}[n%3], 10+n%30, op.At, op.ID)
			if err == nil {
				_, err = op.Exec(`UPDATE organisation SET lat_e6 = $2, lon_e6 = $3 WHERE {organisation.write:organisation} AND id = $1`, company, 52_000_000+n*37%600_000, 6_200_000+n*53%800_000)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// sink is a mail server that takes everything and keeps nothing.
type sink struct {
	net.Listener
	took chan struct{}
}

func openSink(ctx context.Context) (*sink, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &sink{l, make(chan struct{}, 1<<20)}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
	return s, nil
}

func (s *sink) port() int { return s.Addr().(*net.TCPAddr).Port } //nolint:forcetypeassert // it listens on TCP

// serve speaks as much SMTP as a sender needs.
func (s *sink) serve(c net.Conn) {
	defer c.Close()
	r := bufio.NewReader(c)
	say := func(line string) { _, _ = c.Write([]byte(line + "\r\n")) } // who hangs up hears nothing
	say("220 sink")
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		switch word, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " "); word {
		case "EHLO", "HELO":
			say("250 sink")
		case "DATA":
			say("354 go on")
			for line != ".\r\n" {
				if line, err = r.ReadString('\n'); err != nil {
					return
				}
			}
			s.took <- struct{}{}
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 fine")
		}
	}
}

// mailInvitations queues invitations and mails them to a sink, beside a bare loop that sends as many with go-mail, and prints both
// rates with the most memory held. The bare loop writes the same text, and keeps nothing.
func (s *site) mailInvitations(ctx context.Context, mails int) error {
	to, err := openSink(ctx)
	if err != nil {
		return err
	}
	defer to.Close()
	transport, err := mail.NewSMTP("smtp://127.0.0.1:"+strconv.Itoa(to.port()), clock.System{})
	if err != nil {
		return err
	}
	renderer := &letter.Renderer{Catalog: locale.Catalog(), Links: s.app.Links, BaseURL: "https://schakel.example", From: "Schakel <post@schakel.example>", DB: s.app.Kit.DB}
	office := &post.Office{DB: s.app.Kit.DB, Clock: clock.System{}, Transport: transport, Render: renderer.Render}
	was := s.app.Jobs.Workers[post.SendKind]
	s.app.Jobs.Workers[post.SendKind] = office.Send
	defer func() { s.app.Jobs.Workers[post.SendKind] = was }()

	runtime.GC()
	most := watchMemory(ctx)
	started := time.Now()
	if err := s.queueLetters(ctx, mails); err != nil {
		return err
	}
	queued := time.Since(started)
	working, stop := context.WithCancel(ctx)
	ended := make(chan error)
	go func() { ended <- s.app.Jobs.Run(working) }()
	for range mails {
		<-to.took
	}
	stop()
	if err := <-ended; err != nil { // until the last mail is noted as sent
		return err
	}
	ours, held := time.Since(started), most()
	started = time.Now()
	if err := bareLoop(ctx, to.port(), mails); err != nil {
		return err
	}
	bare := time.Since(started)
	rate := func(d time.Duration) float64 { return float64(mails) / d.Seconds() }
	fmt.Printf("%-28s %8.0f mails/s (queued in %.0f ms), bare go-mail %.0f mails/s: %s, at most %.0f MB\n", fmt.Sprintf("%d invitations mailed", mails),
		rate(ours), ms(queued), rate(bare), strconv.Itoa(int(100*float64(bare)/float64(ours)))+"%", float64(held)/1024)
	return nil
}

// queueLetters queues invitations, a hundred in a transaction.
func (s *site) queueLetters(ctx context.Context, mails int) error {
	scope := access.System(s.network, "bench")
	for from := 0; from < mails; from += 100 {
		err := s.app.Kit.Write(ctx, scope, func(op *operation.Op) error {
			op.Audit(audit.Entry{Action: "bench", Object: "bench"})
			for n := from; n < min(from+100, mails); n++ {
				err := post.SendTx(op, post.Letter{
					Key: "invitation", To: fmt.Sprintf("erik%d@bedrijf.example", n), ToName: "Erik", Lang: "nl", Unit: s.unit, Organisation: s.orgs[n%len(s.orgs)],
					Data: need.InvitationLetter{Name: "Erik", Organisation: "Kolk", School: "Noordik", Teacher: "Anna de Boer", Item: "Gastles", Title: "Lassen voor 3B", Pupils: 24, Date: "2027-01-20", Answer: "2026-12-09"},
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// bareLoop sends the same words with go-mail alone, one mail after another, each over a connection of its own as a web request would.
func bareLoop(ctx context.Context, port, mails int) error {
	client, err := gomail.NewClient("127.0.0.1", gomail.WithPort(port), gomail.WithTLSPolicy(gomail.NoTLS))
	if err != nil {
		return err
	}
	text := strings.Repeat("Anna de Boer van Noordik vraagt of Kolk kan helpen met: Lassen voor 3B.\r\n", 20)
	for n := range mails {
		m := gomail.NewMsg()
		if err := m.From("post@schakel.example"); err != nil {
			return err
		}
		if err := m.To(fmt.Sprintf("erik%d@bedrijf.example", n)); err != nil {
			return err
		}
		m.Subject("Noordik vraagt: Lassen voor 3B")
		m.SetBodyString(gomail.TypeTextPlain, text)
		m.AddAlternativeString(gomail.TypeTextHTML, "<p>"+text+"</p>")
		if err := client.DialAndSendWithContext(ctx, m); err != nil {
			return err
		}
	}
	return nil
}
