package publicweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/network"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// joinPath is where a company registers, before the address of the network.
const joinPath = "/doe-mee/"

// trap is a field that people do not see. Whoever fills it in is a script, and is thanked all the same.
const trap = "homepage"

// usualTimes is how often a year the form suggests.
const usualTimes = "2"

// Networks sends to the form of the only network, or asks which.
func (h *Pages) Networks(c *page.Ctx) error {
	fronts, err := h.network.Fronts(c.Context())
	if err != nil {
		return err
	}
	if len(fronts) == 1 {
		return c.Redirect(joinPath+fronts[0].Slug, "")
	}
	items := make([]ui.ListItem, len(fronts))
	for i, f := range fronts {
		items[i] = ui.ListItem{Icon: "network", Title: f.Name, Href: joinPath + f.Slug}
	}
	return c.RenderBare(http.StatusOK, page.Head{Title: c.P.T("registration.which_region")}, networks(c, items))
}

// joinView is one of the steps: the tiles, the questions, or the thanks.
type joinView struct {
	*page.Ctx
	front  network.Front
	items  []menu.Item // of the menu
	in     menu.RegisterInput
	faults fault.Fields
}

// Join shows the tiles; once some were ticked, or none wanted, the questions; after sending, the thanks.
func (h *Pages) Join(c *page.Ctx) error {
	v, err := h.join(c)
	if err != nil {
		return err
	}
	q := c.R.URL.Query()
	v.in = menu.RegisterInput{Items: ids(q["item"]), Times: usualTimes}
	switch {
	case q.Get("sent") != "":
		return c.RenderBare(http.StatusOK, page.Head{Title: c.P.T("registration.sent")}, sent(v))
	case q.Get("step") == "2":
		return v.questions(http.StatusOK)
	default:
		return c.RenderBare(http.StatusOK, page.Head{Title: v.title(), Large: true}, tiles(v))
	}
}

func (h *Pages) join(c *page.Ctx) (v joinView, err error) {
	v.Ctx = c
	if v.front, err = h.front(c); err != nil {
		return v, err
	}
	v.items, err = h.menu.PublicCard(c.Context(), c.Scope, v.front.Unit)
	return v, err
}

// ids reads well-formed ids: of ticked boxes, or of the one field that carries them on.
func ids(values []string) (out []id.ID) {
	for text := range strings.SplitSeq(strings.Join(values, ","), ",") {
		if key, err := id.Parse(text); err == nil {
			out = append(out, key)
		}
	}
	return out
}

// Register keeps what was filled in. The answer is the same for everybody.
func (h *Pages) Register(c *page.Ctx) error {
	f, err := c.Form()
	if err != nil {
		return err
	}
	v, err := h.join(c)
	if err != nil {
		return err
	}
	v.in = menu.RegisterInput{
		Items: ids(f.All("item")), Company: f.Text("company"), Place: f.Text("place"), KVK: f.Text("kvk"), Name: f.Text("name"), Email: f.Text("email"),
		Phone: f.Text("phone"), Times: f.Text("times"), Months: f.All("months"), Days: f.All("weekdays"), Remark: f.Text("remark"), Lang: string(c.P.Lang()),
	}
	if f.Text(trap) == "" {
		err = h.menu.Register(c.Context(), c.Scope, v.front.Unit, v.in)
	}
	if faults, ok := page.Invalid(err); ok {
		v.faults = faults
		return v.questions(http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	return c.Redirect(at(joinPath, v.front, "sent", "1"), "")
}

func (v joinView) questions(status int) error {
	return v.RenderBare(status, page.Head{Title: v.P.T("registration.questions")}, questions(v))
}

func (v joinView) title() string { return v.P.T("registration.title", v.front.Name) }

func (v joinView) ticked(i menu.Item) bool { return slices.Contains(v.in.Items, i.ID) }

// chosen are the ticked items that are on the menu.
func (v joinView) chosen() []menu.Item {
	return slices.DeleteFunc(slices.Clone(v.items), func(i menu.Item) bool { return !v.ticked(i) })
}

func (v joinView) chosenNames() (names []string) {
	for _, i := range v.chosen() {
		names = append(names, i.Name(string(v.P.Lang())))
	}
	return names
}

// hidden carries the ticked items from the tiles to the end.
func (v joinView) hidden() []ui.HiddenValue {
	var keys []string
	for _, i := range v.chosen() {
		keys = append(keys, string(i.ID))
	}
	if len(keys) == 0 {
		return nil
	}
	return []ui.HiddenValue{{Name: "item", Value: strings.Join(keys, ",")}}
}

// tilesHref leads back to the tiles with what was ticked.
func (v joinView) tilesHref() string {
	pairs := []string{}
	for _, i := range v.chosen() {
		pairs = append(pairs, "item", string(i.ID))
	}
	return at(joinPath, v.front, pairs...)
}

// places groups the items as the menu does.
func (v joinView) places() []menu.Place {
	return slices.DeleteFunc(menu.Places(), func(p menu.Place) bool { return len(v.of(p)) == 0 })
}

func (v joinView) of(p menu.Place) []menu.Item {
	return slices.DeleteFunc(slices.Clone(v.items), func(i menu.Item) bool { return i.Place != p })
}

func (v joinView) facts(i menu.Item) string {
	return offerform.Duration(v.P, i.Minutes) + " · " + v.P.T("offer.people", i.People)
}

// fields are those of the questions, by name.
func (v joinView) fields() map[string]ui.Field {
	t := v.P.T
	months := ui.Field{Values: v.in.Months, Hint: t("registration.months.hint")}
	for m := 1; m <= 12; m++ {
		month := (m+6)%12 + 1 // from August, as a school year runs
		months.Options = append(months.Options, ui.Option{Value: strconv.Itoa(month), Label: v.P.MonthShort(time.Month(month))})
	}
	times := ui.Field{Value: v.in.Times, Required: true, Hint: t("registration.times.hint")}
	for _, n := range menu.TimesChoices() {
		count, _ := strconv.Atoi(n) // whole numbers all
		times.Options = append(times.Options, ui.Option{Value: n, Label: t("registration.times.n", count)})
	}
	out := map[string]ui.Field{
		"company":  {Value: v.in.Company, Required: true, MaxLength: 160, Autocomplete: "organization"},
		"place":    {Value: v.in.Place, Plain: true, MaxLength: 80, Autocomplete: "address-level2"},
		"kvk":      {Value: v.in.KVK, Plain: true, Width: "short", InputMode: "numeric", Hint: t("registration.kvk.hint")},
		"name":     {Value: v.in.Name, Required: true, MaxLength: 120, Autocomplete: "name"},
		"email":    {Value: v.in.Email, Required: true, Type: "email", Autocomplete: "email", Hint: t("registration.email.hint")},
		"phone":    {Value: v.in.Phone, Type: "tel", Autocomplete: "tel"},
		"times":    times,
		"months":   months,
		"weekdays": {Values: v.in.Days, Options: offerform.Weekdays(v.P), Hint: t("registration.months.hint")},
		"remark":   {Value: v.in.Remark, Rows: 3, MaxLength: 500, Hint: t("registration.remark.hint")},
		"item":     {},
	}
	for name, f := range out {
		f.Name, f.Label, f.Error = name, t("registration."+name), page.Message(v.P, v.faults, name)
		out[name] = f
	}
	return out
}

// errors are the fields for the list on top, in order.
func (v joinView) errors() (out []ui.Field) {
	all := v.fields()
	for _, name := range []string{"company", "place", "kvk", "name", "email", "phone", "times", "months", "weekdays", "remark"} {
		out = append(out, all[name])
	}
	return out
}

// nextValues go along to the questions.
func (v joinView) nextValues() []ui.HiddenValue {
	out := []ui.HiddenValue{{Name: "step", Value: "2"}}
	if v.front.Region != "" {
		out = append(out, ui.HiddenValue{Name: region, Value: v.front.Region})
	}
	return out
}
