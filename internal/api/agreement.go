package api

import (
	"time"

	"schakel/internal/domain/agreement"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
)

// agreementView is a cooperation agreement.
type agreementView struct {
	ID           id.ID      `json:"id" format:"uuid"`
	Unit         id.ID      `json:"unit" format:"uuid"`
	UnitName     string     `json:"unit_name"`
	Organisation id.ID      `json:"organisation" format:"uuid"`
	OrgName      string     `json:"organisation_name"`
	Name         string     `json:"name"`
	State        string     `json:"state" enum:"draft,sent,refused,active,ended"`
	Grant        id.ID      `json:"grant,omitempty" format:"uuid"`
	From         clock.Date `json:"from" format:"date"`
	To           clock.Date `json:"to" format:"date"`
	EndedOn      clock.Date `json:"ended_on,omitempty" format:"date"`
	Renews       id.ID      `json:"renews,omitempty" format:"uuid" doc:"the agreement before it"`
	RenewedBy    id.ID      `json:"renewed_by,omitempty" format:"uuid" doc:"the agreement after it"`
	CreatedAt    time.Time  `json:"created_at"`
	Version      int        `json:"version"`
}

// agreementRecord is an agreement with who sign it and what is promised.
type agreementRecord struct {
	agreementView
	Signatories []signatory  `json:"signatories" nullable:"false"`
	Pledges     []pledgeView `json:"pledges" nullable:"false" doc:"what its annex promises"`
	Menu        []id.ID      `json:"menu_items" nullable:"false"`
}

type signatory struct {
	Organisation id.ID      `json:"organisation,omitempty" format:"uuid" doc:"left out for the unit itself"`
	Party        string     `json:"party"`
	Name         string     `json:"name"`
	Title        string     `json:"title,omitempty"`
	SignedAt     *time.Time `json:"signed_at,omitempty"`
}

type pledgeView struct {
	Year    int    `json:"year"`
	Kind    string `json:"kind" enum:"hours,goods,facility,cash"`
	Minutes int    `json:"minutes,omitempty" doc:"of hours"`
	Cents   int64  `json:"value_cents"`
	What    string `json:"what,omitempty"`
}

func (v agreementView) version() int { return v.Version }

func viewAgreement(x agreement.Agreement) agreementView {
	return agreementView{
		ID: x.ID, Unit: x.Unit, UnitName: x.UnitName, Organisation: x.Organisation, OrgName: x.Company, Name: x.Name, State: string(x.State), Grant: x.Grant,
		From: x.From, To: x.To, EndedOn: x.EndedOn, Renews: x.Renews, RenewedBy: x.RenewedBy, CreatedAt: x.CreatedAt, Version: x.RowVersion,
	}
}

func (a *API) agreements() []operation {
	var states []string
	for _, s := range agreement.States() {
		states = append(states, string(s))
	}
	read := []access.Action{access.AgreementRead}
	return []operation{
		listing("listAgreements", "/agreements", "-", access.C2, "agreement:read", read, func(c *call) (page[agreementView], error) {
			list, err := a.services.Agreement.List(c.r.Context(), c.sc, agreement.Filter{
				State: agreement.State(c.text("state")), Unit: c.ask("unit"), Organisation: c.ask("organisation"), Text: c.text("search"), After: c.text("after"),
			})
			return pageOf(list.Rows, list.Next, viewAgreement), err
		}).with(param{name: "state", kind: "string", enum: states}, param{name: "unit", kind: "uuid"}, param{name: "organisation", kind: "uuid"},
			param{name: "search", kind: "string", as: "search_agreements"}),
		reading("getAgreement", "/agreements/{id}", "agreement", access.C2, "agreement:read", read, func(c *call) (agreementRecord, error) {
			key, err := c.id()
			if err != nil {
				return agreementRecord{}, err
			}
			r, err := a.services.Agreement.Record(c.r.Context(), c.sc, key, "")
			out := agreementRecord{agreementView: viewAgreement(r.Agreement), Signatories: []signatory{}, Pledges: []pledgeView{}, Menu: []id.ID{}}
			for _, s := range r.Signatories {
				out.Signatories = append(out.Signatories, signatory{s.Organisation, s.Party, s.Name, s.Title, s.SignedAt})
			}
			for _, p := range r.Pledges {
				out.Pledges = append(out.Pledges, pledgeView{p.Year, string(p.Kind), p.Minutes, int64(p.Cents), p.What})
			}
			for _, i := range r.Items {
				out.Menu = append(out.Menu, i.ID)
			}
			return out, err
		}),
	}
}
