package fundingweb

import (
	"context"
	"net/http"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// Park sets a doubtful contribution apart.
func (h *Pages) Park(c *page.Ctx) error { return h.doubt(c, h.funding.Park, "funding.flash.parked") }

// Release brings a parked contribution back.
func (h *Pages) Release(c *page.Ctx) error {
	return h.doubt(c, h.funding.Release, "funding.flash.released")
}

// TakeBack takes back what was checked.
func (h *Pages) TakeBack(c *page.Ctx) error {
	return h.doubt(c, h.funding.TakeBack, "funding.flash.taken_back")
}

func (h *Pages) doubt(c *page.Ctx, do func(context.Context, access.Scope, id.ID, funding.DoubtInput) error, flash string) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	in := funding.DoubtInput{Reason: f.Text("doubt")}
	err = do(c.Context(), c.Scope, key, in)
	if faults, ok := page.Invalid(err); ok {
		return h.showContribution(recordView{Ctx: c, faults: faults, doubt: in.Reason}, key, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(contributionHref(key), flash)
}

// doubtStep is the last part of the address that the form posts to: what can be done with a contribution where it is.
func (v recordView) doubtStep() string {
	switch v.d.At {
	case funding.Parked:
		return "release"
	case funding.Checked, funding.Reported:
		return "take-back"
	default:
		return "park"
	}
}

func (v recordView) doubtField() ui.Field {
	return ui.Field{
		Name: "doubt", Label: v.P.T("funding.doubt_reason"), Value: v.doubt, Required: true, Rows: 2, MaxLength: 2000, Error: page.Message(v.P, v.faults, "doubt"),
	}
}
