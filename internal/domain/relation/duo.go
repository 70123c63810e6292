package relation

import (
	"context"
	"slices"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// SchoolFilter chooses schools from DUO's file. A school is taken when its municipality or its region is named.
type SchoolFilter struct {
	Municipalities []string // CBS codes or names
	RMC            []string // codes or names of RMC regions
	All            bool     // also locations without vmbo or practical education
}

func (f SchoolFilter) takes(s School) bool {
	named := func(list []string, code, name string) bool {
		return slices.ContainsFunc(list, func(v string) bool { return v != "" && (v == code || check.Key(v) == check.Key(name)) })
	}
	return (f.All || s.Vocational()) && (named(f.Municipalities, s.Municipality, s.MunicipalityName) || named(f.RMC, s.RMC, s.RMCName))
}

// Area is a municipality or RMC region of the file, with its number of vocational locations.
type Area struct {
	Code, Name string
	Schools    int
}

// Areas lists the municipalities and the RMC regions of the file by name.
func (f SchoolFile) Areas() (municipalities, regions []Area) {
	collect := func(of func(School) (code, name string)) []Area {
		byCode := map[string]*Area{}
		for _, s := range f.Schools {
			code, name := of(s)
			if code == "" {
				continue
			}
			if byCode[code] == nil {
				byCode[code] = &Area{Code: code, Name: name}
			}
			if s.Vocational() {
				byCode[code].Schools++
			}
		}
		var out []Area
		for _, a := range byCode {
			out = append(out, *a)
		}
		slices.SortFunc(out, func(a, b Area) int { return strings.Compare(check.Key(a.Name), check.Key(b.Name)) })
		return out
	}
	return collect(func(s School) (string, string) { return s.Municipality, s.MunicipalityName }),
		collect(func(s School) (string, string) { return s.RMC, s.RMCName })
}

// SchoolProposal is what an import would do with one location.
type SchoolProposal struct {
	School
	Outcome  Outcome // create, update or unchanged
	Changes  []FactChange
	UnitName string // the unit it is already
	known    schoolRow
}

// FactChange is a fact that DUO has otherwise. Field is a column: name, street, phone, ….
type FactChange struct {
	Field         string `json:"field"`
	Before, After string
}

// schoolRow is a school that the network has.
type schoolRow struct {
	ID           id.ID  `db:"id"`
	BRIN         string `db:"brin"`
	Name         string `db:"name"`
	Street       string `db:"street"`
	HouseNumber  string `db:"house_number"`
	Postcode     string `db:"postcode"`
	Place        string `db:"place"`
	Municipality string `db:"municipality"`
	Phone        string `db:"phone"`
	Website      string `db:"website"`
	Version      int    `db:"version"`
	Unit         id.ID  `db:"unit_id"`
	UnitName     string `db:"unit_name"`
}

const schoolQuery = `SELECT o.id, o.brin, o.name, o.street, o.house_number, o.postcode, o.place, o.municipality, o.phone, o.website, o.version,
		u.id AS unit_id, u.name AS unit_name
	FROM organisation o LEFT JOIN unit u ON u.network_id = o.network_id AND u.organisation_id = o.id AND u.deleted_at IS NULL
	WHERE {organisation.read:o.id} AND o.brin = ANY($1) AND o.deleted_at IS NULL AND o.merged_into IS NULL LIMIT 20000`

// ProposeSchools tells for each location that the filter takes what importing it would do. Nothing is written.
func (s *Service) ProposeSchools(ctx context.Context, sc access.Scope, file SchoolFile, filter SchoolFilter) (out []SchoolProposal, err error) {
	if err := sc.Require(access.ImportRun); err != nil {
		return nil, err
	}
	if len(filter.Municipalities)+len(filter.RMC) == 0 {
		return nil, fault.Fields{"municipality": {Key: "duo.choose_area"}}.Err()
	}
	var chosen []School
	for _, school := range file.Schools {
		if filter.takes(school) {
			chosen = append(chosen, school)
		}
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = proposeTx(tx, sc, chosen)
		return err
	})
	return out, operation.Wrap("propose schools", err)
}

func proposeTx(tx *db.Tx, sc access.Scope, schools []School) ([]SchoolProposal, error) {
	codes := make([]string, len(schools))
	for i, s := range schools {
		codes[i] = s.BRIN
	}
	rows, err := db.Select[schoolRow](tx, sc.Bind(schoolQuery, db.List(codes)))
	if err != nil {
		return nil, err
	}
	known := map[string]schoolRow{}
	for _, r := range rows {
		known[r.BRIN] = r
	}
	out := make([]SchoolProposal, len(schools))
	for i, s := range schools {
		out[i] = proposeSchool(s, known[s.BRIN])
	}
	slices.SortStableFunc(out, func(a, b SchoolProposal) int {
		return strings.Compare(check.Key(a.Place+" "+a.ShortName), check.Key(b.Place+" "+b.ShortName))
	})
	return out, nil
}

// proposeSchool compares a location with what the network has. What DUO leaves empty is kept.
func proposeSchool(s School, known schoolRow) SchoolProposal {
	p := SchoolProposal{School: s, Outcome: OutcomeCreate, UnitName: known.UnitName, known: known}
	if known.ID == "" {
		return p
	}
	p.Outcome = OutcomeUnchanged
	for _, f := range []struct {
		field  string
		before string
		after  *string
	}{
		{"name", known.Name, &p.Name},
		{"street", known.Street, &p.Street},
		{"house_number", known.HouseNumber, &p.HouseNumber},
		{"postcode", known.Postcode, &p.Postcode},
		{"place", known.Place, &p.Place},
		{"municipality", known.Municipality, &p.Municipality},
		{"phone", known.Phone, &p.Phone},
		{"website", known.Website, &p.Website},
	} {
		if *f.after == "" {
			*f.after = f.before
		}
		if *f.after != f.before {
			p.Outcome = OutcomeUpdate
			p.Changes = append(p.Changes, FactChange{f.field, f.before, *f.after})
		}
	}
	if known.Unit == "" {
		p.Outcome = OutcomeUpdate
	}
	return p
}
