package publicweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"schakel/internal/domain/curriculum"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/network"
	"schakel/internal/platform/check"
	"schakel/internal/web/offerform"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
)

// cardPath is where a menu stands, before the address of the network.
const cardPath = "/menukaart/"

// The end of the addresses of a menu in another form.
const (
	pdfEnd   = "/menukaart.pdf"
	embedEnd = "/insluiten"
)

// cardView is the menu of a network or a subregion.
type cardView struct {
	*page.Ctx
	front    network.Front
	all      []menu.Item
	items    []menu.Item // that pass the filter
	place    menu.Place
	profile  string
	level    string
	text     string
	embedded bool // inside somebody else's page
}

// Card shows the menu.
func (h *Pages) Card(c *page.Ctx) error {
	v, err := h.card(c)
	if err != nil {
		return err
	}
	return c.RenderBare(http.StatusOK, page.Head{Title: v.title(), Large: true}, cardPage(v))
}

// Embed shows the menu inside a page of a school or a company. It is the one page that others may frame.
func (h *Pages) Embed(c *page.Ctx) error {
	v, err := h.card(c)
	if err != nil {
		return err
	}
	v.embedded = true
	return c.RenderEmbedded(http.StatusOK, page.Head{Title: v.title(), Large: true, NoIndex: true}, cardPage(v))
}

func (h *Pages) card(c *page.Ctx) (v cardView, err error) {
	v = cardView{Ctx: c, place: menu.Place(c.Query("place")), profile: c.Query("profile"), level: c.Query("level"), text: strings.TrimSpace(c.Query("q"))}
	if v.front, err = h.front(c); err != nil {
		return v, err
	}
	if v.all, err = h.menu.PublicCard(c.Context(), c.Scope, v.front.Unit); err != nil {
		return v, err
	}
	v.items = slices.DeleteFunc(slices.Clone(v.all), func(i menu.Item) bool { return !v.passes(i) })
	return v, nil
}

// passes reports whether an item is what the reader looks for. An item without profiles or levels is for all.
func (v cardView) passes(i menu.Item) bool {
	words := check.Key(strings.Join([]string{i.Name(v.lang()), i.ForCompany(v.lang()), i.ForTeacher(v.lang())}, " "))
	return (v.place == "" || i.Place == v.place) && (v.profile == "" || curriculum.Covers(i.Profiles, []string{v.profile})) &&
		(v.level == "" || curriculum.Covers(i.Levels, []string{v.level})) && strings.Contains(words, check.Key(v.text))
}

func (v cardView) lang() string { return string(v.P.Lang()) }

func (v cardView) title() string { return v.P.T("public.card.title", v.front.Name) }

// places are those of the items that are shown.
func (v cardView) places() []menu.Place {
	return slices.DeleteFunc(menu.Places(), func(p menu.Place) bool { return len(v.of(p)) == 0 })
}

func (v cardView) of(p menu.Place) []menu.Item {
	return slices.DeleteFunc(slices.Clone(v.items), func(i menu.Item) bool { return i.Place != p })
}

// facts are what an item usually takes.
func (v cardView) facts(i menu.Item) []string {
	out := []string{offerform.Duration(v.P, i.Minutes), v.P.T("offer.group", strconv.Itoa(i.MinGroup), strconv.Itoa(i.MaxGroup)), v.P.T("public.card.people", i.People)}
	if len(i.Profiles) > 0 {
		out = append(out, strings.Join(i.Profiles, ", "))
	}
	if years := offerform.Years(v.P, i); years != "" {
		out = append(out, years)
	}
	if names := offerform.LevelNames(v.P, i.Levels); len(names) > 0 {
		out = append(out, strings.Join(names, ", "))
	}
	return out
}

// path is the address of this page, without its question.
func (v cardView) path() string {
	if v.embedded {
		return cardPath + v.front.Slug + embedEnd
	}
	return cardPath + v.front.Slug
}

// question are the parameters of the address, with one thing changed; an empty value leaves it out.
func (v cardView) question(name, value string) string {
	q := url.Values{}
	for key, is := range map[string]string{region: v.front.Region, "place": string(v.place), "profile": v.profile, "level": v.level, "q": v.text} {
		if key == name {
			is = value
		}
		if is != "" {
			q.Set(key, is)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

func (v cardView) without(name string) string { return v.path() + v.question(name, "") }

func (v cardView) bar() ui.FilterBarProps {
	t := v.P.T
	place := ui.Field{Name: "place", Label: t("menu.where"), Value: string(v.place), Options: []ui.Option{{Label: t("public.card.any_place")}}}
	for _, p := range menu.Places() {
		place.Options = append(place.Options, ui.Option{Value: string(p), Label: t("menu.place." + string(p))})
	}
	bar := ui.FilterBarProps{
		Action: v.path(), SearchLabel: t("public.card.search"), SearchValue: v.text, ClearHref: v.path(), Target: "#results", Count: t("public.card.count", len(v.items)),
		Selects: []ui.Field{
			place,
			{Name: "profile", Label: t("menu.profile"), Value: v.profile, Options: append([]ui.Option{{Label: t("menu.all_profiles")}}, offerform.Profiles(nil)...)},
			{Name: "level", Label: t("public.card.level"), Value: v.level, Options: append([]ui.Option{{Label: t("public.card.any_level")}}, offerform.Levels(v.P, nil)...)},
		},
	}
	if v.front.Region != "" {
		bar.Values = []ui.HiddenValue{{Name: region, Value: v.front.Region}}
		bar.ClearHref += "?" + url.Values{region: {v.front.Region}}.Encode()
	}
	for name, label := range map[string]string{"place": placeName(v), "profile": v.profile, "level": strings.Join(offerform.LevelNames(v.P, ui.NonEmpty(v.level)), ""), "q": v.text} {
		if label != "" {
			bar.Active = append(bar.Active, ui.ActiveFilter{Label: label, RemoveHref: v.without(name)})
		}
	}
	slices.SortFunc(bar.Active, func(a, b ui.ActiveFilter) int { return strings.Compare(a.Label, b.Label) })
	return bar
}

func placeName(v cardView) string {
	if !slices.Contains(menu.Places(), v.place) {
		return ""
	}
	return v.P.T("menu.place." + string(v.place))
}

// regions lead to the menus of the subregions, and back to that of all.
func (v cardView) regions() []ui.Tab {
	if len(v.front.Regions) == 0 {
		return nil
	}
	end := ""
	if v.embedded {
		end = embedEnd
	}
	tabs := []ui.Tab{{Label: v.front.NetworkName, Href: cardPath + v.front.Slug + end, Current: v.front.Region == ""}}
	for _, r := range v.front.Regions {
		tabs = append(tabs, ui.Tab{Label: r.Name, Href: cardPath + v.front.Slug + end + "?" + url.Values{region: {r.Slug}}.Encode(), Current: v.front.Region == r.Slug})
	}
	return tabs
}

func (v cardView) pdfHref() string { return cardPath + v.front.Slug + pdfEnd + v.question("q", "") }

func (v cardView) joinHref() string { return at(joinPath, v.front) }

// outside opens a link beside the page that frames this one.
func (v cardView) outside() templ.Attributes {
	if !v.embedded {
		return nil
	}
	return templ.Attributes{"target": "_blank", "rel": "noopener"}
}
