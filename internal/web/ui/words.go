package ui

import (
	"context"

	"schakel/internal/platform/i18n"
)

type printerKey struct{}

// WithPrinter puts the printer in the context from which components take their own fixed words. Shell and Bare do this
// themselves; who renders a fragment without a frame calls it.
func WithPrinter(ctx context.Context, p *i18n.Printer) context.Context {
	return context.WithValue(ctx, printerKey{}, p)
}

// word translates a fixed word of a component. Without a printer the key itself shows, so that a test sees the gap.
func word(ctx context.Context, key string, args ...any) string {
	if p, ok := ctx.Value(printerKey{}).(*i18n.Printer); ok && p != nil {
		return p.T(key, args...)
	}
	return key
}

// Word is [word] for the components of sub packages such as chart.
func Word(ctx context.Context, key string, args ...any) string { return word(ctx, key, args...) }
