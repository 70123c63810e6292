package geo

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Postcode is the point of the four digits of a postcode.
type Postcode struct {
	Code         string `db:"code"`
	Place        string `db:"place"`
	Municipality string `db:"municipality"` // CBS code, 4 digits
	LatE6        int    `db:"lat_e6"`
	LonE6        int    `db:"lon_e6"`
}

// maxPostcodes bounds a file: there are fewer than 9,000 four-digit codes.
const maxPostcodes = 20_000

// Read reads GeoNames' file of postal codes for the Netherlands: tab-separated, the code in the second column, the
// municipality's code in the seventh, latitude and longitude in the tenth and eleventh. Of a code that occurs more than
// once the first line counts. A line that doesn't fit is an error with its number.
func Read(r io.Reader) ([]Postcode, error) {
	var out []Postcode
	seen := map[string]bool{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimPrefix(lines.Text(), "\ufeff")
		if strings.TrimSpace(text) == "" {
			continue
		}
		p, err := readLine(text)
		if err != nil {
			return nil, fmt.Errorf("postcodes: line %d: %w", n, err)
		}
		if seen[p.Code] {
			continue
		}
		if seen[p.Code] = true; len(out) == maxPostcodes {
			return nil, errors.New("postcodes: more lines than there are postcodes")
		}
		out = append(out, p)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("postcodes: %w", err)
	}
	if len(out) == 0 {
		return nil, errors.New("postcodes: the file is empty")
	}
	return out, nil
}

func readLine(text string) (Postcode, error) {
	cells := strings.Split(text, "\t")
	if len(cells) < 11 || cells[0] != "NL" {
		return Postcode{}, errors.New("want GeoNames' columns for NL, separated by tabs")
	}
	p := Postcode{Code: cells[1], Place: cells[2], Municipality: cells[6]}
	if n, err := strconv.Atoi(p.Code); err != nil || len(p.Code) != 4 || n < 1000 {
		return Postcode{}, fmt.Errorf("postcode %.20q is not four digits", p.Code)
	}
	if !utf8.ValidString(p.Place) || len(p.Place) > 200 || len(p.Municipality) > 10 {
		return Postcode{}, errors.New("place or municipality can't be read")
	}
	var err error
	if p.LatE6, err = micro(cells[9], 50, 54); err != nil {
		return Postcode{}, fmt.Errorf("latitude: %w", err)
	}
	if p.LonE6, err = micro(cells[10], 3, 8); err != nil {
		return Postcode{}, fmt.Errorf("longitude: %w", err)
	}
	return p, nil
}

// micro reads degrees as millionths, within the box around the Netherlands.
func micro(text string, low, high float64) (int, error) {
	degrees, err := strconv.ParseFloat(text, 64)
	if err != nil || !(degrees >= low && degrees <= high) {
		return 0, fmt.Errorf("%.20q does not lie in the Netherlands", text)
	}
	return int(math.Round(degrees * 1e6)), nil
}

// Load puts postcodes in place of those known before and returns how many there are. They belong to the instance,
// not to a network.
func Load(ctx context.Context, d *db.DB, r io.Reader) (int, error) {
	codes, err := Read(r)
	if err != nil {
		return 0, err
	}
	err = d.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
		if _, err := tx.Exec(db.Q(`DELETE FROM postcode`)); err != nil {
			return err
		}
		for _, p := range codes {
			_, err := tx.Exec(db.Q(`INSERT INTO postcode (code, place, municipality, lat_e6, lon_e6) VALUES ($1, $2, $3, $4, $5)`,
				p.Code, p.Place, p.Municipality, p.LatE6, p.LonE6))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("load postcodes: %w", err)
	}
	return len(codes), nil
}

// LocateTx gives the named organisations, or without names all that have none yet, the coordinates of their postcode.
// It returns how many it touched. An unknown postcode leaves the coordinates empty.
func LocateTx(op *operation.Op, organisations ...id.ID) (int64, error) {
	const set = `UPDATE organisation SET
		lat_e6 = (SELECT p.lat_e6 FROM postcode p WHERE p.code = substr(organisation.postcode, 1, 4)),
		lon_e6 = (SELECT p.lon_e6 FROM postcode p WHERE p.code = substr(organisation.postcode, 1, 4))
		WHERE {organisation.write:organisation}`
	if len(organisations) > 0 {
		n, err := op.Exec(set+` AND id = ANY($1)`, db.List(organisations))
		return n, operation.Wrap("locate organisations", err)
	}
	n, err := op.Exec(set + ` AND lat_e6 IS NULL AND substr(postcode, 1, 4) IN (SELECT code FROM postcode)`)
	return n, operation.Wrap("locate organisations", err)
}

// Import loads GeoNames' file and then gives the organisations of each scope's network, one per network, their
// coordinates. It is what `schakel import postcodes FILE` does.
func Import(ctx context.Context, kit operation.Kit, r io.Reader, networks ...access.Scope) (postcodes int, located int64, err error) {
	if postcodes, err = Load(ctx, kit.DB, r); err != nil {
		return 0, 0, err
	}
	for _, sc := range networks {
		err := kit.Write(ctx, sc, func(op *operation.Op) error {
			n, err := LocateTx(op)
			located += n
			op.Audit(audit.Entry{Action: "organisation.located", Object: "network", ID: sc.Network(), Detail: map[string]int64{"organisations": n}})
			return err
		})
		if err != nil {
			return postcodes, located, err
		}
	}
	return postcodes, located, nil
}
