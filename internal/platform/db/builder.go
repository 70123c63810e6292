package db

import (
	"strconv"
	"strings"
)

// Builder puts a query together from constant pieces. Each piece numbers its own placeholders from $1;
// Add renumbers them. It is for filters that may be absent.
type Builder struct {
	text strings.Builder
	args []any
}

// Add appends a constant piece with its arguments.
func (b *Builder) Add(piece string, args ...any) *Builder {
	base := len(b.args)
	if base == 0 || len(args) == 0 {
		b.text.WriteString(piece)
	} else {
		b.text.WriteString(renumbered(piece, base))
	}
	b.args = append(b.args, args...)
	return b
}

type pieceAt struct {
	piece string
	base  int
}

var renumberedPieces Memo[pieceAt, string]

// renumbered moves the placeholders of a constant piece up by base.
func renumbered(piece string, base int) string {
	key := pieceAt{piece, base}
	if text, ok := renumberedPieces.Get(key); ok {
		return text
	}
	text := placeholder.ReplaceAllStringFunc(piece, func(p string) string {
		n, err := strconv.Atoi(p[1:])
		if err != nil {
			return p
		}
		return "$" + strconv.Itoa(base+n)
	})
	renumberedPieces.Put(key, text)
	return text
}

// Query returns what was built.
func (b *Builder) Query() Query { return Query{Text: b.text.String(), Args: b.args} }
