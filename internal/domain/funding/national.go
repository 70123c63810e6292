package funding

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// nationalScheme is a national scheme as data. Facts and sources: domain.md §1 (numbers S… are its sources).
type nationalScheme struct {
	code, name string
	start, end clock.Date
	versions   []Version
	rates      []Rate
}

// national are the schemes of Sterk Techniekonderwijs. Sources are in Dutch, as they are published.
//
// The day of the decision of 2019 is not known, only its year. The lower minimum of July 2022 was published for January
// 2020 to August 2024; the extra year 2024 came under the same conditions (S18), so it holds for the whole scheme.
var national = []nationalScheme{
	{
		code: "STO-2020-2024", name: "Sterk techniekonderwijs 2020–2024", start: "2020-01-01", end: "2024-12-31",
		versions: []Version{
			{
				ValidFrom: "2020-01-01", ValidTo: "2024-12-31", DecidedOn: "2019-01-01", MinimumBP: 1000, Base: BaseGrant, Confirmed: true,
				Source: "Subsidieregeling sterk techniekonderwijs 2020–2023 (2019; dag niet bekend). Over de grondslag verschillen de bronnen: subsidiebedrag (oom.nl CoFi-kit, sen-app.nl) of projectkosten (aavas.nl).",
			},
			{
				ValidFrom: "2020-01-01", ValidTo: "2024-12-31", DecidedOn: "2022-07-07", MinimumBP: 750, Base: BaseGrant, Confirmed: true,
				Source: "Besluit van 7 juli 2022: 7,5% over de hele looptijd (sterktechniekonderwijs.nl, 11-7-2022; vanreeaccountants.nl).",
			},
		},
		rates: []Rate{
			{
				Kind: StaffHour, ValidFrom: "2020-01-01", ValidTo: "2024-12-31", DecidedOn: "2019-01-01", Cents: 50_00, ShareBP: 10_000, Confirmed: true,
				Justification: "Geadviseerd uurtarief bij de start.", Source: "sterktechniekonderwijs.nl/regelingen/formats",
			},
			{
				Kind: StaffHour, ValidFrom: "2023-01-01", ValidTo: "2024-12-31", DecidedOn: "2023-01-01", Cents: 55_00, ShareBP: 10_000, Confirmed: true,
				Justification: "Verhoogd omdat de gemiddelde personeelslast (GPL) steeg.", Source: "sterktechniekonderwijs.nl, veelgestelde vragen 2023",
			},
			{
				Kind: SupervisionHour, ValidFrom: "2024-01-24", ValidTo: "2024-12-31", DecidedOn: "2024-01-24", Cents: 60_00, ShareBP: 2500, Confirmed: false,
				Justification: "€ 60 per uur stagebegeleiding. Van de uren dat leerlingen er zijn telt 25% als begeleiding; dat deel komt uit één bron, een leverancier.",
				Source:        "STO LIVE 24-1-2024 (sterktechniekonderwijs.nl); 25%: kennisbank.sen-app.nl",
			},
		},
	},
	{
		code: "STO-2025-2028", name: "Sterk techniekonderwijs 2025–2028", start: "2025-01-01", end: "2028-12-31",
		versions: []Version{
			{
				ValidFrom: "2025-01-01", ValidTo: "2028-12-31", DecidedOn: "2024-03-27", MinimumBP: 1000, Base: BaseBudget, Confirmed: true,
				Source: "Stcrt. 2024, 11193 van 27 maart 2024 (OVO/43595480); dus-i.nl/subsidies/sterk-techniekonderwijs-2025.",
			},
		},
		rates: []Rate{
			{
				Kind: StaffHour, ValidFrom: "2025-01-01", ValidTo: "2028-12-31", DecidedOn: "2024-03-27", Cents: 55_00, ShareBP: 10_000, Confirmed: false,
				Justification: "Tarief van 2023 voortgezet; voor deze regeling is geen ander tarief gevonden.", Source: "sterktechniekonderwijs.nl, veelgestelde vragen 2023",
			},
			{
				Kind: SupervisionHour, ValidFrom: "2025-01-01", ValidTo: "2028-12-31", DecidedOn: "2024-03-27", Cents: 60_00, ShareBP: 2500, Confirmed: false,
				Justification: "Tarief van 2024 voortgezet. Van de uren dat leerlingen er zijn telt 25% als begeleiding; dat deel komt uit één bron, een leverancier.",
				Source:        "STO LIVE 24-1-2024 (sterktechniekonderwijs.nl); 25%: kennisbank.sen-app.nl",
			},
		},
	},
}

// InstallSchemes puts the national schemes with their minimums and rates in the network. What is there stays as it is, so
// it can be run again after an update that knows a new decision. It returns how many rows were new.
func (s *Service) InstallSchemes(ctx context.Context, sc access.Scope) (added int, err error) {
	if err := sc.Require(access.GrantManage); err != nil {
		return 0, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		added = 0
		for _, n := range national {
			scheme, err := installSchemeTx(op, n, &added)
			if err != nil {
				return err
			}
			for _, v := range n.versions {
				if err := installVersionTx(op, scheme, v, &added); err != nil {
					return err
				}
			}
			for _, r := range n.rates {
				if err := installRateTx(op, scheme, r, &added); err != nil {
					return err
				}
			}
		}
		op.Audit(audit.Entry{Action: "scheme.installed", Object: "network", ID: op.Network(), Detail: map[string]any{"added": added}})
		return nil
	})
	return added, operation.Wrap("install schemes", err)
}

// counted runs an insert that leaves an existing row alone, and adds the rows it made.
func counted(op *operation.Op, added *int, text string, args ...any) error {
	n, err := op.Tx.Exec(db.Q(text, args...))
	*added += int(n)
	return err
}

func installSchemeTx(op *operation.Op, n nationalScheme, added *int) (id.ID, error) {
	err := counted(op, added, `INSERT INTO scheme (network_id, id, code, name, start_on, end_on, created_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (network_id, code) DO NOTHING`,
		op.Network(), op.NewID(), n.code, n.name, n.start, n.end, op.At, op.ID)
	if err != nil {
		return "", err
	}
	return operation.Get[id.ID](op, `SELECT s.id FROM scheme s WHERE {wall:s} AND s.code = $1 LIMIT 1`, n.code)
}

func installVersionTx(op *operation.Op, scheme id.ID, v Version, added *int) error {
	return counted(op, added, `INSERT INTO scheme_version (network_id, id, scheme_id, valid_from, valid_to, decided_on, minimum_bp, base, source, confirmed, created_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (network_id, scheme_id, valid_from, decided_on) DO NOTHING`,
		op.Network(), op.NewID(), scheme, v.ValidFrom, v.ValidTo, v.DecidedOn, v.MinimumBP, v.Base, v.Source, v.Confirmed, op.At, op.ID)
}

func installRateTx(op *operation.Op, scheme id.ID, r Rate, added *int) error {
	return counted(op, added, `INSERT INTO rate (network_id, id, scheme_id, kind, valid_from, valid_to, decided_on, cents, share_bp, justification, source, confirmed, created_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (network_id, scheme_id, kind, valid_from, decided_on) DO NOTHING`,
		op.Network(), op.NewID(), scheme, r.Kind, r.ValidFrom, r.ValidTo, r.DecidedOn, r.Cents, r.ShareBP, r.Justification, r.Source, r.Confirmed, op.At, op.ID)
}

// Value is what minutes are worth at the rate: minutes × share × rate, rounded once, half away from zero, to a cent.
func (r Rate) Value(minutes int) (money.Cents, error) {
	const whole = 10_000 // basis points
	scaled, err := r.Cents.Mul(int64(r.ShareBP) * int64(minutes))
	if err != nil {
		return 0, err
	}
	return (scaled + whole*60/2) / (whole * 60), nil
}
