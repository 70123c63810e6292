// Package mailbox reads mails from a mailbox on a mail server (IMAP) and hands each to whoever takes it, one after the other. What is
// taken is marked as read, or moved; what is refused is marked besides, so that people see it; what could not be taken now waits.
package mailbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"strings"
	"time"

	"github.com/emersion/go-imap"
	"github.com/emersion/go-imap/client"

	"schakel/internal/platform/outbound"
)

// Modes of encryption.
const (
	TLS      = "tls"      // from the start
	StartTLS = "starttls" // after the greeting, before the password
	Plain    = "plain"    // not at all: on this machine only
)

// Settings say which mailbox.
type Settings struct {
	Host, Port     string
	Mode           string // TLS, StartTLS or Plain
	User, Password string
	Folder         string      // INBOX when empty
	Done           string      // folder to which taken mails move; empty: they stay, as read
	MaxMail        int64       // bytes; larger ones are refused without being fetched
	Roots          *tls.Config // of a mail server with its own certificate; nil: the machine's
}

// Verdict is what became of a mail.
type Verdict int

// The verdicts.
const (
	Taken   Verdict = iota // or taken before
	Refused                // never to be taken: it is marked (\Flagged) for people
	Later                  // something else went wrong: it is tried again
)

// Take takes one mail. The error tells why it was not taken.
type Take func(ctx context.Context, mail io.Reader) (Verdict, error)

// Counts is what a round did.
type Counts struct{ Taken, Refused int }

const (
	patience = 30 * time.Second // for each answer of the server
	perRound = 200              // mails; the rest waits for the next round
)

// ErrPlain says that a password would go over the line in the open.
var ErrPlain = errors.New("mailbox: without encryption only on this machine")

// Poll takes the mails that nobody has read, the oldest first. An error means that the rest of them waits.
func Poll(ctx context.Context, s Settings, take Take) (done Counts, err error) {
	c, err := connect(ctx, s)
	if err != nil {
		return done, err
	}
	defer func() { _ = c.Logout() }()
	folder := s.Folder
	if folder == "" {
		folder = "INBOX"
	}
	if _, err := c.Select(folder, false); err != nil {
		return done, fmt.Errorf("mailbox: folder %q: %w", folder, err)
	}
	unread := imap.NewSearchCriteria()
	unread.WithoutFlags = []string{imap.SeenFlag, imap.DeletedFlag}
	uids, err := c.UidSearch(unread)
	if err != nil {
		return done, fmt.Errorf("mailbox: %w", err)
	}
	for _, uid := range uids[:min(len(uids), perRound)] {
		if ctx.Err() != nil {
			return done, ctx.Err()
		}
		if err := one(ctx, c, s, uid, take, &done); err != nil {
			return done, err
		}
	}
	return done, nil
}

// connect dials the mail server that the operator named and signs in.
func connect(ctx context.Context, s Settings) (*client.Client, error) {
	if s.Mode == Plain && !local(s.Host) {
		return nil, ErrPlain
	}
	conn, err := outbound.DialConfigured(ctx, s.Host, s.Port)
	if err != nil {
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.Roots != nil {
		config = s.Roots.Clone()
	}
	config.ServerName = s.Host
	if s.Mode == TLS {
		conn = tls.Client(conn, config)
	}
	_ = conn.SetDeadline(time.Time{})
	c, err := client.New(conn)
	if err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("mailbox: %w", err)
	}
	c.Timeout = patience
	c.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError) // every error comes back from the call as well
	if s.Mode == StartTLS {
		err = c.StartTLS(config)
	}
	if err == nil {
		err = c.Login(s.User, s.Password)
	}
	if err != nil {
		_ = c.Terminate()
		return nil, fmt.Errorf("mailbox: sign in: %w", err)
	}
	return c, nil
}

// one fetches a mail and does with it what the verdict says.
func one(ctx context.Context, c *client.Client, s Settings, uid uint32, take Take, done *Counts) error {
	set := new(imap.SeqSet)
	set.AddNum(uid)
	verdict, why := Refused, error(nil)
	size, _, err := fetch(c, set, imap.FetchRFC822Size)
	if err != nil {
		return err
	}
	if s.MaxMail == 0 || size <= s.MaxMail {
		_, mail, err := fetch(c, set, (&imap.BodySectionName{Peek: true}).FetchItem())
		if err != nil {
			return err
		}
		if mail == nil {
			return nil // somebody else took it away in the meantime
		}
		verdict, why = take(ctx, mail)
	}
	switch verdict {
	case Later:
		return fmt.Errorf("mailbox: a mail waits: %w", why)
	case Refused:
		done.Refused++
		return flag(c, set, imap.SeenFlag, imap.FlaggedFlag)
	}
	done.Taken++
	if err := flag(c, set, imap.SeenFlag); err != nil || s.Done == "" {
		return err
	}
	return move(c, set, s.Done)
}

// move puts a mail in another folder. A server that cannot move gets a copy there, and the mail is marked as deleted: to remove it
// would remove all that people marked so.
func move(c *client.Client, set *imap.SeqSet, folder string) error {
	if can, err := c.Support("MOVE"); err == nil && can && c.UidMove(set, folder) == nil {
		return nil
	}
	if err := c.UidCopy(set, folder); err != nil { // also for servers that say they can, and cannot
		return fmt.Errorf("mailbox: move to %q: %w", folder, err)
	}
	return flag(c, set, imap.DeletedFlag)
}

// fetch asks one thing of one mail.
func fetch(c *client.Client, set *imap.SeqSet, item imap.FetchItem) (size int64, mail io.Reader, err error) {
	answers := make(chan *imap.Message, 1)
	failed := make(chan error, 1)
	go func() { failed <- c.UidFetch(set, []imap.FetchItem{item}, answers) }()
	for m := range answers {
		size = int64(m.Size)
		for _, body := range m.Body {
			mail = body
		}
	}
	if err := <-failed; err != nil {
		return 0, nil, fmt.Errorf("mailbox: %w", err)
	}
	return size, mail, nil
}

func flag(c *client.Client, set *imap.SeqSet, flags ...any) error {
	if err := c.UidStore(set, imap.FormatFlagsOp(imap.AddFlags, true), flags, nil); err != nil {
		return fmt.Errorf("mailbox: %w", err)
	}
	return nil
}

func local(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
