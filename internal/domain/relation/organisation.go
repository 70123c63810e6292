package relation

import (
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Kind is what an organisation is.
type Kind string

// The kinds of organisation.
const (
	KindCompany    Kind = "company"
	KindUmbrella   Kind = "umbrella" // koepel: signs and pledges for its members
	KindSchool     Kind = "school"
	KindBoard      Kind = "board"
	KindCollege    Kind = "college"
	KindGovernment Kind = "government"
	KindOther      Kind = "other"
)

// Kinds lists the kinds that people enter by hand; schools, boards and colleges come from DUO.
func Kinds() []Kind { return []Kind{KindCompany, KindUmbrella, KindGovernment, KindOther} }

// Source is how an organisation came into the network.
type Source string

// The sources.
const (
	SourceHand   Source = "hand"
	SourceImport Source = "import"
	SourceDUO    Source = "duo"
)

// Organisation is a company or another organisation of a network.
type Organisation struct {
	ID            id.ID      `db:"id"`
	Kind          Kind       `db:"kind"`
	Name          string     `db:"name"`
	KVK           string     `db:"kvk"`           // eight digits, or empty
	Establishment string     `db:"establishment"` // vestigingsnummer, twelve digits, or empty
	RSIN          string     `db:"rsin"`          // nine digits, or empty
	BRIN          string     `db:"brin"`
	SBICode       string     `db:"sbi_code"`
	SBIVersion    string     `db:"sbi_version"`
	Street        string     `db:"street"`
	HouseNumber   string     `db:"house_number"`
	Postcode      string     `db:"postcode"` // 1234 AB
	Place         string     `db:"place"`
	Municipality  string     `db:"municipality"` // CBS code
	LatE6         *int       `db:"lat_e6"`
	LonE6         *int       `db:"lon_e6"`
	Website       string     `db:"website"`
	Email         string     `db:"email"`
	Phone         string     `db:"phone"` // E.164
	Profiles      db.Strings `db:"profiles"`
	YearLimit     *int       `db:"year_limit"` // own ceiling of requests a year; nil: none named
	Source        Source     `db:"source"`
	CreatedAt     time.Time  `db:"created_at"`
	UpdatedAt     time.Time  `db:"updated_at"`
	Version       int        `db:"version"`
}

const organisationColumns = `o.id, o.kind, o.name, o.kvk, o.establishment, o.rsin, o.brin, o.sbi_code, o.sbi_version, o.street, o.house_number, o.postcode, o.place,
	o.municipality, o.lat_e6, o.lon_e6, o.website, o.email, o.phone, o.profiles, o.year_limit, o.source, o.created_at, o.updated_at, o.version`

// OrganisationTx returns an organisation. The id of a merged one gives what it became.
func OrganisationTx(tx *db.Tx, sc access.Scope, key id.ID) (Organisation, error) {
	o, err := operation.Found(db.Get[Organisation](tx, sc.Bind(`
		SELECT `+organisationColumns+`
		FROM organisation asked
		JOIN organisation o ON o.network_id = asked.network_id AND o.id = COALESCE(asked.merged_into, asked.id)
		WHERE {organisation.read:asked.id} AND asked.id = $1 AND o.deleted_at IS NULL
		LIMIT 1`, key)))
	return o, operation.Wrap("read organisation", err)
}

// OrganisationsTx returns several organisations by id in one query; ids that are not there or not to be seen are left out.
func OrganisationsTx(tx *db.Tx, sc access.Scope, keys []id.ID) (map[id.ID]Organisation, error) {
	rows, err := db.Select[Organisation](tx, sc.Bind(`SELECT `+organisationColumns+` FROM organisation o
		WHERE {organisation.read:o.id} AND o.id = ANY($1) AND o.deleted_at IS NULL LIMIT 5000`, db.List(keys)))
	if err != nil {
		return nil, operation.Wrap("read organisations", err)
	}
	out := make(map[id.ID]Organisation, len(rows))
	for _, o := range rows {
		out[o.ID] = o
	}
	return out, nil
}

// NamesTx returns the names of organisations, also of deleted and merged ones, for rows that mention them.
func NamesTx(tx *db.Tx, sc access.Scope, keys []id.ID) (map[id.ID]string, error) {
	type row struct {
		ID   id.ID  `db:"id"`
		Name string `db:"name"`
	}
	rows, err := db.Select[row](tx, sc.Bind(`SELECT o.id, o.name FROM organisation o WHERE {wall:o} AND o.id = ANY($1) LIMIT 5000`, db.List(keys)))
	if err != nil {
		return nil, operation.Wrap("read names", err)
	}
	out := make(map[id.ID]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Name
	}
	return out, nil
}
