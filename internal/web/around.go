package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
)

// contentPolicy lets pages load only from ourselves; nothing inline.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"

// note is what the log line tells about a request; the handlers fill it.
type note struct {
	pattern, principal string
	status             int
}

type noteKey struct{}

func noteFrom(ctx context.Context) *note {
	n, ok := ctx.Value(noteKey{}).(*note)
	if !ok {
		return &note{}
	}
	return n
}

// around is the middleware of every request: id, headers, cross-origin protection, log, recovery.
func (s *Server) around(next http.Handler) http.Handler {
	guarded := http.NewCrossOriginProtection()
	guarded.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "cross-origin request refused", http.StatusForbidden)
	}))
	inner := guarded.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := s.env.Clock.Now()
		request := requestID()
		n, stats := &note{}, &db.Stats{}
		ctx := context.WithValue(operation.WithRequestID(r.Context(), request), noteKey{}, n)
		if outer := db.StatsFrom(ctx); outer != nil {
			stats = outer // a test counts with us
		} else {
			ctx = db.WithStats(ctx, stats)
		}
		ctx, end := s.env.Telemetry.Request(ctx, r.Method, request)
		s.headers(w.Header(), request)
		rec := &recorder{ResponseWriter: w, note: n}
		defer func() {
			if p := recover(); p != nil {
				s.env.Log.ErrorContext(ctx, "panic", "request", request, "route", n.pattern, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
				if n.status == 0 {
					http.Error(rec, "internal error "+request, http.StatusInternalServerError)
				}
			}
			end(n.pattern, n.status, stats.Queries)
			s.env.Log.LogAttrs(ctx, slog.LevelInfo, "request", slog.String("request", request), slog.String("method", r.Method),
				slog.String("route", n.pattern), slog.Int("status", n.status), slog.String("principal", n.principal),
				slog.Int("queries", stats.Queries), slog.Duration("took", s.env.Clock.Now().Sub(started)))
		}()
		inner.ServeHTTP(rec, r.WithContext(ctx))
	})
}

func (s *Server) headers(h http.Header, request string) {
	h.Set("Content-Security-Policy", contentPolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer") // addresses of links are secrets
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("X-Request-Id", request)
	if s.env.Secure() {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

func requestID() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// recorder remembers the status for the log.
type recorder struct {
	http.ResponseWriter
	note *note
}

// WriteHeader implements http.ResponseWriter.
func (r *recorder) WriteHeader(code int) {
	if r.note.status == 0 {
		r.note.status = code
	}
	r.ResponseWriter.WriteHeader(code)
}

// Write implements http.ResponseWriter.
func (r *recorder) Write(b []byte) (int, error) {
	if r.note.status == 0 {
		r.note.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the writer below.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
