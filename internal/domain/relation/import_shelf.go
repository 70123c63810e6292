package relation

import (
	"strconv"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// shelf keeps, during a dry run, what earlier rows of the file made or changed: the network does not show that. A candidate is kept
// as one text, so that a file of 100,000 companies takes some 40 MB.
type shelf struct {
	packed []string
	byKey  map[string][]int32 // register number, name, mail address or domain, each with a letter before it
	byID   map[id.ID]int32    // of the network's own
	names  int
}

func newShelf() *shelf { return &shelf{byKey: map[string][]int32{}, byID: map[id.ID]int32{}} }

// newID names what exists in this dry run only.
func (s *shelf) newID() id.ID {
	s.names++
	return id.ID("n" + itoa(s.names))
}

// lendTo puts what earlier rows left over what the network shows.
func (s *shelf) lendTo(p *pool, rows []importRow) {
	seen := map[int32]bool{}
	lend := func(at int32) {
		if !seen[at] {
			seen[at] = true
			p.unpack(s.packed[at]).shelf = at + 1
		}
	}
	for i := range rows {
		for _, key := range p.shelfKeys(&rows[i].company) {
			for _, at := range s.byKey[key] {
				lend(at)
			}
		}
	}
	for key := range p.byID {
		if at, ok := s.byID[key]; ok {
			lend(at)
		}
	}
}

// keep takes what a batch made or changed.
func (s *shelf) keep(p *pool) {
	for _, c := range p.byID {
		if c.line == 0 {
			continue
		}
		at := c.shelf - 1
		if at < 0 {
			at = int32(len(s.packed)) //nolint:gosec // as many as the file has rows, which is bounded
			s.packed = append(s.packed, "")
			if !c.made {
				s.byID[c.ID] = at
			}
		}
		s.packed[at] = c.pack()
		in := c.Input()
		for _, key := range p.shelfKeys(&in) {
			if list := s.byKey[key]; len(list) == 0 || list[len(list)-1] != at {
				s.byKey[key] = append(list, at)
			}
		}
	}
}

func (p *pool) shelfKeys(in *OrganisationInput) []string {
	out := make([]string, 0, 5)
	for _, k := range [...][2]string{{"k", in.KVK}, {"n", check.Key(in.Name)}, {"e", in.Email}} {
		if k[1] != "" {
			out = append(out, k[0]+k[1])
		}
	}
	if p.matches(MatchDomain) {
		for _, h := range hostsOf(in.Website, in.Email) {
			out = append(out, "d"+h)
		}
	}
	return out
}

// Signs between the parts of a packed candidate: clean input has no control characters.
const (
	packField = "\x1f"
	packItem  = "\x1e"
	packGroup = "\x1d"
)

func (c *candidate) pack() string {
	in := c.Input()
	made := ""
	if c.made {
		made = "1"
	}
	facts := []string{
		string(c.ID), string(c.Kind), strconv.Itoa(c.line), made, in.Name, in.KVK, in.Establishment, in.Street, in.HouseNumber, in.Postcode, in.Place, in.Website, in.Email, in.Phone,
		strings.Join(in.Profiles, " "), in.YearLimit, in.RSIN, in.SBICode, in.SBIVersion, string(c.relation.ID), string(c.relation.Depth),
	}
	people, members := make([]string, len(c.people)), make([]string, len(c.member))
	for i, w := range c.people {
		people[i] = strings.Join([]string{string(w.ID), w.Name, w.Email, w.Phone, w.Title, w.Lang}, packField)
	}
	for i, m := range c.member {
		members[i] = strings.Join([]string{string(m.ID), string(m.Umbrella), m.From, m.To}, packField)
	}
	return strings.Join([]string{
		strings.Join(facts, packField), strings.Join(people, packItem), strings.Join(members, packItem), strings.Join(c.moments, packItem),
	}, packGroup)
}

// unpack puts a packed candidate in the pool, in the place of what the network shows of it.
func (p *pool) unpack(text string) *candidate {
	groups := strings.Split(text, packGroup)
	f := strings.Split(groups[0], packField)
	in := OrganisationInput{
		Name: f[4], KVK: f[5], Establishment: f[6], Street: f[7], HouseNumber: f[8], Postcode: f[9], Place: f[10], Website: f[11], Email: f[12], Phone: f[13],
		Profiles: strings.Fields(f[14]), YearLimit: f[15], RSIN: f[16], SBICode: f[17], SBIVersion: f[18],
	}
	o := Organisation{ID: id.ID(f[0]), Kind: Kind(f[1])}
	o.take(in)
	c := p.add(o)
	c.Organisation.take(in)
	c.placeKey, c.made = check.Key(in.Place), f[3] != ""
	c.line, _ = strconv.Atoi(f[2]) // we wrote it
	c.relation = importRelation{ID: id.ID(f[19]), Organisation: o.ID, Depth: Depth(f[20])}
	p.findable(c)
	c.people, c.member, c.moments = nil, nil, items(groups[3])
	for _, item := range items(groups[1]) {
		w := strings.Split(item, packField)
		c.people = append(c.people, ContactPerson{ID: id.ID(w[0]), Name: w[1], Email: w[2], Phone: w[3], Title: w[4], Lang: w[5]})
	}
	for _, item := range items(groups[2]) {
		m := strings.Split(item, packField)
		c.member = append(c.member, importMember{ID: id.ID(m[0]), Member: o.ID, Umbrella: id.ID(m[1]), From: m[2], To: m[3]})
	}
	return c
}

func items(group string) []string {
	if group == "" {
		return nil
	}
	return strings.Split(group, packItem)
}

// poolTx makes the pool of a batch in a dry run.
func (s *shelf) poolTx(tx *db.Tx, sc access.Scope, run ImportRun, rows []importRow) (*pool, error) {
	p := newPool(run)
	if err := p.loadTx(tx, sc, rows); err != nil {
		return nil, err
	}
	s.lendTo(p, rows)
	return p, nil
}
