package ui

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// Square is a QR code, as the outline of its dark spots.
type Square struct {
	Size int    // modules on a side, without the quiet zone
	Path string // of an SVG
}

// QR makes the square of a text, with the middle level of error correction. A text longer than some 2,300 bytes does not fit.
func QR(text string) (Square, error) {
	code, err := qr.Encode(text, qr.M)
	if err != nil {
		return Square{}, fmt.Errorf("qr: %w", err)
	}
	var b strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	return Square{Size: code.Size, Path: b.String()}, nil
}

// quiet is the light border that a reader needs, in modules.
const quiet = 4

func (s Square) viewBox() string {
	return fmt.Sprintf("-%d -%d %d %d", quiet, quiet, s.Size+2*quiet, s.Size+2*quiet)
}
