package app_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	coltrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"

	"schakel/internal/app"
	"schakel/internal/domain/network"
)

// collector takes traces as an OpenTelemetry collector does, and remembers the names of what it got.
func collector(t *testing.T) (address string, names func() string) {
	t.Helper()
	var mu sync.Mutex
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		var request coltrace.ExportTraceServiceRequest
		if err == nil {
			err = proto.Unmarshal(body, &request)
		}
		if err != nil || r.URL.Path != "/v1/traces" {
			t.Errorf("%s: %v", r.URL.Path, err)
		}
		mu.Lock()
		defer mu.Unlock()
		for _, rs := range request.ResourceSpans {
			for _, ss := range rs.ScopeSpans {
				for _, s := range ss.Spans {
					got = append(got, s.Name)
				}
			}
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, func() string {
		mu.Lock()
		defer mu.Unlock()
		return strings.Join(got, "\n")
	}
}

func fetch(t *testing.T, address string) (int, string) {
	t.Helper()
	r, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(body)
}

func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// What an operator sees of a page, a job, and a job that nobody can do: figures by route and kind, traces at the collector, nothing personal.
func TestOperatorsSeeWhatHappens(t *testing.T) {
	t.Parallel()
	c := settings(t)
	var names func() string
	c.Collector, names = collector(t)
	c.Listen, c.MetricsListen = free(t), free(t)
	a := open(t, c)
	if _, err := a.Found(t.Context(), network.FoundInput{Name: "Twente", Slug: "twente"}, "Ans Beheer", "ans@twente.example"); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	l, err := a.Listen(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx, l) }()
	for path, want := range map[string]int{"/signin": 200, "/healthz": 200, "/relations/ans@twente.example": 303, "/no/such/ans@twente.example": 404} {
		if got := status(t, "http://"+c.Listen+path); got != want {
			t.Errorf("%s: %d", path, got)
		}
	}
	for _, want := range []string{
		`schakel_request_seconds_count{route="GET /signin",status="200"} 1`, `schakel_request_seconds_count{route="GET /relations/{id}",status="303"} 1`,
		`schakel_job_seconds_count{kind="mail.send",state="done"} 1`, `schakel_jobs{state="dead"} 0`, `schakel_build_info{version="` + app.Version + `"} 1`, "go_goroutines", "schakel_job_lag_seconds",
	} {
		code, text := fetch(t, "http://"+c.MetricsListen+"/metrics")
		for try := 0; try < 100 && !strings.Contains(text, want); try++ { // a request is counted after its answer has gone
			time.Sleep(10 * time.Millisecond)
			code, text = fetch(t, "http://"+c.MetricsListen+"/metrics")
		}
		if code != http.StatusOK || !strings.Contains(text, want) || strings.Contains(text, "ans@twente") {
			t.Errorf("%d: the metrics lack %s, or tell an address", code, want)
		}
	}
	if err := app.Health(t.Context(), c); err != nil {
		t.Error(err)
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
	if err := app.Health(t.Context(), c); err == nil {
		t.Error("what has stopped is ready")
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if got := names(); !strings.Contains(got, "GET /signin") || !strings.Contains(got, "job mail.send") || strings.Contains(got, "ans@") {
		t.Errorf("traced: %s", got)
	}
}

// status asks without following where the answer sends us.
func status(t *testing.T, address string) int {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	r, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	return r.StatusCode
}
