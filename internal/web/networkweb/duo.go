package networkweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// uploadView is the first step: which file, for which unit.
type uploadView struct {
	*page.Ctx
	units  []network.Unit
	unit   id.ID
	faults fault.Fields
}

func (v uploadView) fields() (file, unit ui.Field) {
	file = ui.Field{
		Name: "file", Label: v.P.T("duo.file"), Hint: v.P.T("duo.file.hint"), Required: true, Accept: ".csv,.xlsx,text/csv",
		Error: page.Message(v.P, v.faults, "file"),
	}
	if whole := page.Message(v.P, v.faults, ""); whole != "" {
		file.Error = whole
	}
	unit = ui.Field{
		Name: "unit", Label: v.P.T("duo.under"), Hint: v.P.T("duo.under.hint"), Required: true, Value: string(v.unit), Error: page.Message(v.P, v.faults, "unit"),
		Options: options(v.Ctx, v.units, access.NetworkManage, func(u network.Unit) bool { return u.Kind == network.KindSchool || u.Kind == network.KindCollege }),
	}
	return file, unit
}

// Upload asks for DUO's file.
func (h *Pages) Upload(c *page.Ctx) error { return h.showUpload(uploadView{Ctx: c}, http.StatusOK) }

func (h *Pages) showUpload(v uploadView, status int) (err error) {
	if v.units, err = h.network.Tree(v.Context(), v.Scope); err != nil {
		return err
	}
	return v.Render(status, page.Head{Title: v.P.T("duo.title"), Section: section}, uploadPage(v))
}

// Uploaded keeps the file and goes on to the choice of areas.
func (h *Pages) Uploaded(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v := uploadView{Ctx: c, unit: f.ID("unit")}
	file, header, ok := f.File("file")
	if !ok {
		v.faults = fault.Fields{"file": {Key: "field.required"}}
		return h.showUpload(v, http.StatusUnprocessableEntity)
	}
	defer func() { _ = file.Close() }()
	run, err := h.relation.UploadSchools(c.Context(), c.Scope, v.unit, header.Filename, file)
	if faults, ok := page.Invalid(err); ok {
		v.faults = faults
		return h.showUpload(v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/network/duo/"+string(run), "")
}

// schoolsView is the second and third step: which areas, and what importing them would do.
type schoolsView struct {
	*page.Ctx
	file      relation.SchoolFile
	filter    relation.SchoolFilter
	regions   []region
	proposals []relation.SchoolProposal
	units     []network.Unit
	chosen    map[string]id.ID // BRIN → parent, after a refused form
	faults    fault.Fields
}

// region is an RMC region with its municipalities.
type region struct {
	relation.Area
	municipalities []relation.Area
}

// regionsOf groups the municipalities of the file by region.
func regionsOf(f relation.SchoolFile) []region {
	municipalities, areas := f.Areas()
	of := map[string]string{} // municipality → region
	for _, s := range f.Schools {
		of[s.Municipality] = s.RMC
	}
	var out []region
	for _, a := range append(areas, relation.Area{}) { // last: municipalities without a region
		r := region{Area: a}
		for _, m := range municipalities {
			if of[m.Code] == a.Code {
				r.municipalities = append(r.municipalities, m)
			}
		}
		if len(r.municipalities) > 0 {
			out = append(out, r)
		}
	}
	return out
}

// open tells whether something in the region is chosen, or there are so few that all can be seen at once.
func (v schoolsView) open(r region) bool {
	return len(v.regions) <= 2 || slices.Contains(v.filter.RMC, r.Code) ||
		slices.ContainsFunc(r.municipalities, func(m relation.Area) bool { return slices.Contains(v.filter.Municipalities, m.Code) })
}

// chosenAreas names what is chosen.
func (v schoolsView) chosenAreas() string {
	var names []string
	for _, r := range v.regions {
		if slices.Contains(v.filter.RMC, r.Code) {
			names = append(names, r.Name)
		}
		for _, m := range r.municipalities {
			if slices.Contains(v.filter.Municipalities, m.Code) {
				names = append(names, m.Name)
			}
		}
	}
	return strings.Join(names, " · ")
}

func (v schoolsView) municipalityField(r region) ui.Field {
	f := ui.Field{
		Name: "m", ID: "m-" + r.Code, Label: v.P.T("duo.municipalities_of", r.Name), LabelHidden: true, Plain: true, Inline: true, Values: v.filter.Municipalities,
	}
	for _, m := range r.municipalities {
		f.Options = append(f.Options, ui.Option{Value: m.Code, Label: v.P.T("duo.area", m.Name, m.Schools)})
	}
	return f
}

// address is the page with its filter, which an apply keeps.
func (v schoolsView) address(more string) string {
	q := url.Values{"m": v.filter.Municipalities, "rmc": v.filter.RMC}
	if v.filter.All {
		q.Set("all", "on")
	}
	return "/network/duo/" + string(v.file.Run.ID) + more + "?" + q.Encode()
}

// ticked tells whether a row's box is ticked: what there is to do, or what was chosen in a refused form.
func (v schoolsView) ticked(p relation.SchoolProposal) bool {
	if v.chosen != nil {
		_, ok := v.chosen[p.BRIN]
		return ok
	}
	return p.Outcome != relation.OutcomeUnchanged
}

func (v schoolsView) parentField(p relation.SchoolProposal, units []ui.Option) ui.Field {
	parent := v.file.Run.Unit
	if chosen, ok := v.chosen[p.BRIN]; ok {
		parent = chosen
	}
	return ui.Field{Name: "parent-" + p.BRIN, Label: v.P.T("duo.under_of", p.ShortName), LabelHidden: true, Plain: true, Value: string(parent), Options: units}
}

// filterOf reads what the address of the page says is chosen.
func filterOf(q url.Values) relation.SchoolFilter {
	const most = 500
	cut := func(list []string) []string { return list[:min(len(list), most)] }
	return relation.SchoolFilter{Municipalities: cut(q["m"]), RMC: cut(q["rmc"]), All: q.Has("all")}
}

// Schools shows the areas of the file, and the proposal for those that are chosen.
func (h *Pages) Schools(c *page.Ctx) error { return h.showSchools(schoolsView{Ctx: c}, http.StatusOK) }

func (h *Pages) showSchools(v schoolsView, status int) (err error) {
	key, err := v.ID()
	if err != nil {
		return err
	}
	if v.file, err = h.relation.Schools(v.Context(), v.Scope, key); err != nil {
		return err
	}
	v.filter, v.regions = filterOf(v.R.URL.Query()), regionsOf(v.file)
	if len(v.filter.Municipalities)+len(v.filter.RMC) > 0 {
		if v.proposals, err = h.relation.ProposeSchools(v.Context(), v.Scope, v.file, v.filter); err != nil {
			return err
		}
		if v.units, err = h.network.Tree(v.Context(), v.Scope); err != nil {
			return err
		}
	}
	return v.Render(status, page.Head{Title: v.P.T("duo.title"), Section: section, Wide: true}, schoolsPage(v))
}

// Apply makes and updates the ticked schools.
func (h *Pages) Apply(c *page.Ctx) error {
	key, f, err := c.IDForm()
	if err != nil {
		return err
	}
	file, err := h.relation.Schools(c.Context(), c.Scope, key)
	if err != nil {
		return err
	}
	v := schoolsView{Ctx: c, chosen: map[string]id.ID{}}
	var choices []relation.SchoolChoice
	for _, brin := range f.All("school") {
		v.chosen[brin] = f.ID("parent-" + brin)
		choices = append(choices, relation.SchoolChoice{BRIN: brin, Parent: v.chosen[brin]})
	}
	done, err := h.relation.ApplySchools(c.Context(), c.Scope, file, choices)
	if faults, ok := page.Invalid(err); ok {
		v.faults = faults
		return h.showSchools(v, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/network", "duo.done", done.Created, done.Updated, done.Unchanged)
}
