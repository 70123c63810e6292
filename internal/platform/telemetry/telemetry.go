// Package telemetry tells an operator what the program does: metrics that Prometheus reads, and traces that leave over OTLP when a
// collector is configured. Neither holds personal data: routes are told by pattern, jobs by kind, people not at all.
package telemetry

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"schakel/internal/platform/clock"
	"schakel/internal/platform/outbound"
)

// Telemetry counts, times and traces. A nil one does nothing.
type Telemetry struct {
	clock    clock.Clock
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
	queries  *prometheus.CounterVec
	jobs     *prometheus.HistogramVec
	tracer   trace.Tracer
	flush    func(context.Context) error
}

// seconds are the bounds of the histograms: a page takes a millisecond, an import a minute.
var seconds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 60, 600}

// New starts counting. collector is the address of an OTLP collector, such as http://127.0.0.1:4318; without one nothing is traced.
func New(ctx context.Context, c clock.Clock, version, collector string) (*Telemetry, error) {
	t := &Telemetry{
		clock: c, registry: prometheus.NewRegistry(), tracer: noop.NewTracerProvider().Tracer(""), flush: func(context.Context) error { return nil },
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "schakel_request_seconds", Help: "Time to answer a request, by route and status.", Buckets: seconds}, []string{"route", "status"}),
		queries:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "schakel_request_queries_total", Help: "Database queries made to answer requests, by route."}, []string{"route"}),
		jobs:     prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "schakel_job_seconds", Help: "Time a job took, by kind and how it ended.", Buckets: seconds}, []string{"kind", "state"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "schakel_build_info", Help: "Always 1; the labels tell the version.", ConstLabels: prometheus.Labels{"version": version}})
	build.Set(1)
	t.registry.MustRegister(t.requests, t.queries, t.jobs, build, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if collector == "" {
		return t, nil
	}
	return t, t.trace(ctx, version, collector)
}

func (t *Telemetry) trace(ctx context.Context, version, collector string) error {
	u, err := url.Parse(collector)
	if err != nil || u.Host == "" {
		return fmt.Errorf("telemetry: want a collector such as http://127.0.0.1:4318")
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(u.JoinPath("v1/traces").String()), otlptracehttp.WithHTTPClient(outbound.Configured()))
	if err != nil {
		return fmt.Errorf("telemetry: %w", err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter),
		sdktrace.WithResource(resource.NewSchemaless(attribute.String("service.name", "schakel"), attribute.String("service.version", version))))
	t.tracer, t.flush = provider.Tracer("schakel"), provider.Shutdown
	return nil
}

// Gatherer returns the metrics as they are now.
func (t *Telemetry) Gatherer() prometheus.Gatherer { return t.registry }

// Watch adds figures that are read when somebody asks for the metrics, such as the length of a queue: by the value of the label.
func (t *Telemetry) Watch(name, help, label string, read func() (map[string]float64, error)) error {
	return t.registry.Register(watched{prometheus.NewDesc(name, help, []string{label}, nil), read})
}

// watched reads figures on demand.
type watched struct {
	desc *prometheus.Desc
	read func() (map[string]float64, error)
}

// Describe implements prometheus.Collector.
func (w watched) Describe(out chan<- *prometheus.Desc) { out <- w.desc }

// Collect implements prometheus.Collector.
func (w watched) Collect(out chan<- prometheus.Metric) {
	values, err := w.read()
	if err != nil {
		out <- prometheus.NewInvalidMetric(w.desc, err)
		return
	}
	for label, v := range values {
		out <- prometheus.MustNewConstMetric(w.desc, prometheus.GaugeValue, v, label)
	}
}

// Request begins a request; call end with what became of it. The pattern is known only then.
func (t *Telemetry) Request(ctx context.Context, method, request string) (_ context.Context, end func(pattern string, status, queries int)) {
	if t == nil {
		return ctx, func(string, int, int) {}
	}
	began := t.clock.Now()
	ctx, span := t.tracer.Start(ctx, method, trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(attribute.String("schakel.request", request)))
	return ctx, func(pattern string, status, queries int) {
		if pattern == "" {
			pattern = "none"
		}
		t.requests.WithLabelValues(pattern, strconv.Itoa(status)).Observe(t.clock.Now().Sub(began).Seconds())
		t.queries.WithLabelValues(pattern).Add(float64(queries))
		span.SetName(pattern)
		span.SetAttributes(attribute.String("http.route", pattern), attribute.Int("http.response.status_code", status), attribute.Int("schakel.queries", queries))
		if status >= 500 {
			span.SetStatus(codes.Error, "")
		}
		span.End()
	}
}

// Job begins a job; call end with the state in which it ended.
func (t *Telemetry) Job(ctx context.Context, kind string) (_ context.Context, end func(state string)) {
	if t == nil {
		return ctx, func(string) {}
	}
	began := t.clock.Now()
	ctx, span := t.tracer.Start(ctx, "job "+kind)
	return ctx, func(state string) {
		t.jobs.WithLabelValues(kind, state).Observe(t.clock.Now().Sub(began).Seconds())
		if state != "done" {
			span.SetStatus(codes.Error, state)
		}
		span.End()
	}
}

// flushTime is how long the collector may take for the last traces.
const flushTime = 3 * time.Second

// Close sends the last traces.
func (t *Telemetry) Close() error {
	if t == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), flushTime) // the program's own context has ended by then
	defer cancel()
	return t.flush(ctx)
}
