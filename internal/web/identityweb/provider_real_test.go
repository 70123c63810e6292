package identityweb_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"schakel/internal/platform/outbound"
	"schakel/internal/testkit/htmltest"
	"schakel/internal/testkit/webtest"
)

// realProvider starts the provider of npm at the time of the test's clock and returns its address. A machine without Node skips the test;
// CI has Node.
func realProvider(t *testing.T, now time.Time) string {
	t.Helper()
	node, err := exec.LookPath("node")
	if err == nil {
		_, err = os.Stat("../../../node_modules/oidc-provider")
	}
	if err != nil && os.Getenv("CI") == "" {
		t.Skip("skipped: there is no Node with oidc-provider on this machine (make node_modules)")
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, node, "testdata/provider.mjs", "http://schakel.test/signin/back", clientID, secret, strconv.FormatInt(now.UnixMilli(), 10))
	cmd.Stderr = t.Output()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = in.Close(); stop(); _ = cmd.Wait() }) // it was told to end
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if line := lines.Text(); strings.HasPrefix(line, "http://127.0.0.1:") {
			return line
		}
	}
	t.Fatalf("the provider said no address: %v", lines.Err())
	return ""
}

// errBack stops a browser that is sent back to Schakel.
var errBack = errors.New("back at Schakel")

// signedInAt is a person who signs in at the provider with a browser, says yes there, and is sent back: it returns what they bring.
func signedInAt(t *testing.T, address, name string) url.Values {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var back *url.URL
	c := http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if r.URL.Host == "schakel.test" {
			back = r.URL
			return errBack
		}
		return nil
	}}
	answer, err := c.Get(address)
	for steps := 0; back == nil && err == nil && steps < 5; steps++ {
		body, readErr := io.ReadAll(answer.Body)
		_ = answer.Body.Close() // it was read to its end, or the error tells
		if readErr != nil {
			t.Fatal(readErr)
		}
		page := htmltest.In(t, body)
		form := url.Values(page.Form("form"))
		if form.Get("prompt") == "login" {
			form.Set("login", name)
			form.Set("password", "x")
		}
		action, parseErr := answer.Request.URL.Parse(page.One("form").Attr("action"))
		if parseErr != nil {
			t.Fatal(parseErr)
		}
		answer, err = c.PostForm(action.String(), form)
	}
	if back == nil {
		t.Fatalf("nobody was sent back: %v", err)
	}
	return back.Query()
}

// A real provider, which is not ours, agrees with what we ask and what we make of its answer.
func TestARealProvider(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	issuer := realProvider(t, s.Clock.Now())
	var o outbound.Origin
	if err := o.UnmarshalText([]byte(issuer)); err != nil {
		t.Fatal(err)
	}
	s.Services.Identity.Reach(outbound.New(outbound.Options{Timeout: 20 * time.Second, Allow: []outbound.Origin{o}}))
	key := trust(t, s, s.Twente, s.Twente.Noordik, issuer, nil)
	knows(t, s, s.Twente.Teacher, issuer, "teacher-1")

	v := visit{open(t, s), nil, key, "192.0.2.41"}
	to, a := v.asks()
	if !strings.HasPrefix(to, issuer) {
		t.Fatalf("sent to %q: %d", to, a.Status)
	}
	if a := v.back(signedInAt(t, to, "teacher-1")); !v.isIn() {
		t.Errorf("the known teacher is not in: %d\n%s", a.Status, a.Body)
	}
	stranger := visit{open(t, s), nil, key, "192.0.2.42"}
	to, _ = stranger.asks()
	if a := stranger.back(signedInAt(t, to, "teacher-2")); stranger.isIn() || a.Status >= 500 {
		t.Errorf("somebody whom nobody knows: %d", a.Status)
	}
}
