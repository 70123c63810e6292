package api

import (
	"strconv"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/cursor"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// contribution is what a company gave.
type contribution struct {
	ID           id.ID     `json:"id" format:"uuid"`
	Unit         id.ID     `json:"unit" format:"uuid" doc:"who benefits"`
	UnitName     string    `json:"unit_name"`
	Organisation id.ID     `json:"organisation" format:"uuid"`
	OrgName      string    `json:"organisation_name"`
	Grant        id.ID     `json:"grant" format:"uuid"`
	Activity     id.ID     `json:"activity,omitempty" format:"uuid"`
	Kind         string    `json:"kind"`
	PerformedOn  string    `json:"performed_on" format:"date"`
	People       int       `json:"people" doc:"of the company"`
	Minutes      int       `json:"minutes" doc:"of all people together"`
	Cents        int64     `json:"cents" doc:"its value in euro cents"`
	Reason       string    `json:"reason,omitempty" doc:"of a value by hand"`
	Account      string    `json:"account" doc:"the account of the ledger that holds it: carried_out, evidenced, checked, reported, parked, source"`
	CreatedAt    time.Time `json:"created_at"`
}

func viewContribution(l funding.Listed) contribution {
	return contribution{
		ID: l.ID, Unit: l.Unit, UnitName: l.UnitName, Organisation: l.Organisation, OrgName: l.Company, Grant: l.Grant, Activity: l.Activity, Kind: string(l.Kind),
		PerformedOn: string(l.PerformedOn), People: l.People, Minutes: l.Minutes, Cents: int64(l.Cents), Reason: l.Reason, Account: string(l.At), CreatedAt: l.CreatedAt,
	}
}

// newContribution is a contribution that no signature stands for.
type newContribution struct {
	Unit         id.ID  `json:"unit" format:"uuid" doc:"who benefits"`
	Organisation id.ID  `json:"organisation" format:"uuid"`
	Grant        id.ID  `json:"grant,omitempty" format:"uuid" doc:"may be left out when one grant covers the day"`
	Activity     id.ID  `json:"activity,omitempty" format:"uuid"`
	Kind         string `json:"kind" enum:"hours,goods,facility,cash"`
	PerformedOn  string `json:"performed_on" format:"date"`
	People       int    `json:"people,omitempty" doc:"of hours: people of the company"`
	Minutes      int    `json:"minutes,omitempty" doc:"of hours: minutes per person"`
	Cents        int64  `json:"value_cents,omitempty" doc:"of the other kinds: value in euro cents; hours are valued by the rate of the scheme"`
	Reason       string `json:"reason,omitempty" doc:"what was given, and how its value was found"`
	Other        bool   `json:"other,omitempty" doc:"this is something else than what was booked on the same day"`
}

// figures are sums in euro cents.
type figures struct {
	Promised   int64 `json:"promised"`
	Planned    int64 `json:"planned"`
	CarriedOut int64 `json:"carried_out"`
	Evidenced  int64 `json:"evidenced"`
	Checked    int64 `json:"checked"`
	Reported   int64 `json:"reported"`
	Parked     int64 `json:"parked"`
	Minimum    int64 `json:"minimum"`
}

func viewFigures(f funding.Figures) figures {
	return figures{int64(f.Promised), int64(f.Planned), int64(f.CarriedOut), int64(f.Evidenced), int64(f.Checked), int64(f.Reported), int64(f.Parked), int64(f.Minimum)}
}

// reportRow is a line of the report.
type reportRow struct {
	ID    string `json:"id,omitempty" doc:"of the unit, the line or the grant; left out for what belongs to none"`
	Label string `json:"label,omitempty"`
	Year  int    `json:"year,omitempty"`
	figures
}

// report is the co-financing against the minimum.
type report struct {
	Known      string      `json:"known" format:"date" doc:"the day of the rules"`
	Total      figures     `json:"total"`
	HasMinimum bool        `json:"has_minimum" doc:"false when narrowed by what has no share"`
	Units      []reportRow `json:"units" nullable:"false"`
	Lines      []reportRow `json:"lines" nullable:"false"`
	Years      []reportRow `json:"years" nullable:"false"`
}

// grant is a subsidy grant.
type grant struct {
	ID        id.ID  `json:"id" format:"uuid"`
	Unit      id.ID  `json:"unit" format:"uuid" doc:"of the lead applicant"`
	Scheme    string `json:"scheme"`
	Reference string `json:"reference"`
	Name      string `json:"name"`
	Lead      string `json:"lead_name,omitempty"`
	DecidedOn string `json:"decided_on" format:"date"`
	StartOn   string `json:"start_on" format:"date"`
	EndOn     string `json:"end_on" format:"date"`
	Grant     int64  `json:"grant_cents"`
	Budget    int64  `json:"budget_cents"`
	Cost      int64  `json:"cost_cents"`
}

var ledgerParams = []param{{name: "grant", kind: "uuid"}, {name: "unit", kind: "uuid"}, {name: "line", kind: "uuid"}, {name: "organisation", kind: "uuid"}, {name: "year", kind: "integer"}}

func (c *call) ledgerFilter() funding.Filter {
	year, _ := strconv.Atoi(c.text("year")) // readQuery has refused what is no number
	return funding.Filter{Grant: c.ask("grant"), Unit: c.ask("unit"), Line: c.ask("line"), Organisation: c.ask("organisation"), Year: year}
}

func (a *API) contributions() []operation {
	var stages []string
	for _, s := range funding.Stages() {
		stages = append(stages, string(s))
	}
	return []operation{
		listing("listContributions", "/contributions", "-", access.C2, "contribution:read", []access.Action{access.ContributionRead}, a.listContributions).
			with(ledgerParams...).with(param{name: "stage", kind: "string", enum: stages}),
		making("recordContribution", "/contributions", "-", access.C2, "contribution:write", []access.Action{access.ContributionRecord}, "contribution.recorded", "/contributions/{id}", a.recordContribution),
		reading("getContribution", "/contributions/{id}", "contribution", access.C2, "contribution:read", []access.Action{access.ContributionRead}, func(c *call) (contribution, error) {
			key, err := c.id()
			if err != nil {
				return contribution{}, err
			}
			d, err := a.services.Funding.Contribution(c.r.Context(), c.sc, key)
			return viewContribution(d.Listed), err
		}),
		reading("getReport", "/report", "-", access.C2, "report:read", []access.Action{access.ContributionRead, access.ReportExport}, a.report).with(ledgerParams...),
	}
}

func (a *API) listContributions(c *call) (page[contribution], error) {
	in := funding.ListInput{Filter: c.ledgerFilter(), Stage: funding.Stage(c.text("stage"))}
	if day, key, ok := cursor.Read(c.text("after")); ok {
		if on, err := clock.ParseDate(day); err == nil {
			in.After = funding.Cursor{Day: on, ID: key}
		}
	}
	list, err := a.services.Funding.Contributions(c.r.Context(), c.sc, in)
	next := ""
	if list.Next != (funding.Cursor{}) {
		next = cursor.Of(string(list.Next.Day), list.Next.ID)
	}
	return pageOf(list.Rows, next, viewContribution), err
}

func (a *API) recordContribution(c *call, in newContribution) (string, error) {
	f := fault.Fields{}
	if in.Minutes < 0 || in.Minutes > 24*60 {
		f.Add("minutes", "api.minutes")
	}
	if in.Cents < 0 || in.Cents > int64(money.MaxInput) {
		f.Add("value_cents", "api.cents", money.MaxInput)
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	record := funding.RecordInput{
		ID: a.env.IDs.New(), Unit: in.Unit, Organisation: in.Organisation, Grant: in.Grant, Activity: in.Activity, Kind: funding.Kind(in.Kind), PerformedOn: in.PerformedOn,
		People: strconv.Itoa(in.People), Hours: clock.TimeOfDay(in.Minutes), Value: euros(in.Cents), Reason: in.Reason, Other: in.Other,
	}
	key, err := a.services.Funding.Record(c.r.Context(), c.sc, record)
	return string(key), renamed(err, map[string]string{"hours": "minutes", "value": "value_cents"})
}

// euros writes an amount as a form would have it: 1234,56.
func euros(cents int64) string {
	s := strconv.FormatInt(cents%100+100, 10)
	return strconv.FormatInt(cents/100, 10) + "," + s[1:]
}

func (a *API) report(c *call) (report, error) {
	r, err := a.services.Funding.Report(c.r.Context(), c.sc, c.ledgerFilter())
	if err != nil {
		return report{}, err
	}
	rows := func(list []funding.Row, of func(funding.Filter) id.ID) []reportRow {
		out := make([]reportRow, len(list))
		for i, row := range list {
			out[i] = reportRow{Label: row.Label, figures: viewFigures(row.Figures)}
			if of == nil {
				out[i].Year, out[i].Label = row.Filter.Year, ""
			} else if key, err := id.Parse(string(of(row.Filter))); err == nil {
				out[i].ID = string(key)
			}
		}
		return out
	}
	return report{
		Known: string(r.Known), Total: viewFigures(r.Total.Figures), HasMinimum: r.HasMinimum,
		Units: rows(r.Units, func(f funding.Filter) id.ID { return f.Unit }), Lines: rows(r.Lines, func(f funding.Filter) id.ID { return f.Line }), Years: rows(r.Years, nil),
	}, nil
}

func (a *API) grants() []operation {
	return []operation{
		reading("listGrants", "/grants", "-", access.C2, "grant:read", []access.Action{access.GrantRead}, func(c *call) (page[grant], error) {
			list, err := a.services.Funding.Grants(c.r.Context(), c.sc)
			return pageOf(list, "", func(g funding.Grant) grant {
				return grant{
					ID: g.ID, Unit: g.Unit, Scheme: g.SchemeName, Reference: g.Reference, Name: g.Name, Lead: g.LeadName, DecidedOn: string(g.DecidedOn), StartOn: string(g.StartOn),
					EndOn: string(g.EndOn), Grant: int64(g.GrantCents), Budget: int64(g.BudgetCents), Cost: int64(g.CostCents),
				}
			}), err
		}),
	}
}
