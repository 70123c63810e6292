package funding

import (
	"cmp"
	"slices"

	"schakel/internal/platform/id"
)

// sums adds facts up along every side of the report at once.
type sums struct {
	filter    Filter
	in        facts
	top       id.ID // the unit whose children are the rows
	total     Figures
	units     map[id.ID]*Figures // by child of top, or top itself
	lines     map[id.ID]*Figures
	years     map[int]*Figures
	grants    map[id.ID]*Figures
	umbrellas map[id.ID]*Figures
	names     map[id.ID]string // of umbrellas
	rest      Figures          // undivided
}

func newSums(f Filter, in facts) *sums {
	s := &sums{
		filter: f, in: in, top: f.Unit, units: map[id.ID]*Figures{}, lines: map[id.ID]*Figures{}, years: map[int]*Figures{},
		grants: map[id.ID]*Figures{}, umbrellas: map[id.ID]*Figures{}, names: map[id.ID]string{},
	}
	if s.top == "" && len(in.units) > 0 {
		s.top = in.units[0].ID
	}
	return s
}

func (s *sums) add(x fact) error {
	figures := x.figures()
	if err := s.total.add(figures); err != nil {
		return err
	}
	if err := addTo(s.grants, x.Grant, figures); err != nil {
		return err
	}
	if x.What == factUndivided {
		return s.rest.add(figures)
	}
	if err := addTo(s.units, s.rowUnit(x.Unit), figures); err != nil {
		return err
	}
	if err := addTo(s.years, x.Year, figures); err != nil {
		return err
	}
	if x.What == factShare {
		return nil // a minimum is not divided over lines and umbrellas
	}
	if err := addTo(s.lines, cmp.Or(x.Line, None), figures); err != nil {
		return err
	}
	if x.What == factPlanned {
		return nil // settled when it is carried out
	}
	s.names[x.Umbrella] = x.UmbrellaName
	return addTo(s.umbrellas, cmp.Or(x.Umbrella, None), figures)
}

func addTo[K comparable](m map[K]*Figures, key K, more Figures) error {
	if m[key] == nil {
		m[key] = &Figures{}
	}
	return m[key].add(more)
}

// rowUnit is the child of the top unit under which a unit lies, or the top unit itself.
func (s *sums) rowUnit(unit id.ID) id.ID {
	for at := unit; at != ""; {
		up := s.in.parent(at)
		if at == s.top || up == s.top {
			return at
		}
		at = up
	}
	return s.top
}

func (s *sums) unitRows() []Row {
	var rows []Row
	for _, u := range s.in.units {
		figures := s.units[u.ID]
		if figures == nil {
			continue
		}
		f := s.filter
		f.Unit = u.ID
		f.Own = u.ID == s.top
		rows = append(rows, Row{Label: u.Name, Filter: f, Figures: *figures})
	}
	return s.withRest(rows)
}

func (s *sums) withRest(rows []Row) []Row {
	if s.rest.Empty() {
		return rows
	}
	return append(rows, Row{Key: "funding.undivided", Filter: s.filter, Figures: s.rest, Undivided: true})
}

func (s *sums) lineRows() []Row {
	var rows []Row
	row := func(key id.ID, label, word string) {
		if figures := s.lines[key]; figures != nil {
			f := s.filter
			f.Line = key
			rows = append(rows, Row{Label: label, Key: word, Filter: f, Figures: *figures})
		}
	}
	for _, l := range s.in.lines {
		row(l.ID, l.Code+" "+l.Name, "")
	}
	row(None, "", "funding.no_line")
	return rows
}

func (s *sums) yearRows() []Row {
	var rows []Row
	for year, figures := range s.years {
		f := s.filter
		f.Year = year
		rows = append(rows, Row{Label: yearText(year), Filter: f, Figures: *figures})
	}
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(a.Filter.Year, b.Filter.Year) })
	return s.withRest(rows)
}

func (s *sums) grantRows() []Row {
	var rows []Row
	for _, g := range s.in.grants {
		if figures := s.grants[g.ID]; figures != nil {
			f := s.filter
			f.Grant = g.ID
			rows = append(rows, Row{Label: g.Name, Filter: f, Figures: *figures})
		}
	}
	return rows
}

func (s *sums) umbrellaRows() []Row {
	var rows []Row
	for key, figures := range s.umbrellas {
		f := s.filter
		f.Umbrella = key
		row := Row{Label: s.names[key], Filter: f, Figures: *figures}
		if key == None {
			row.Key = "funding.no_umbrella"
		}
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(len(a.Key), len(b.Key)), cmp.Compare(a.Label, b.Label), cmp.Compare(a.Filter.Umbrella, b.Filter.Umbrella))
	})
	return rows
}
