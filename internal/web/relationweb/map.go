package relationweb

import (
	"net/http"
	"strings"

	"schakel/internal/domain/relation"
	"schakel/internal/platform/id"
	"schakel/internal/platform/query"
	"schakel/internal/web/page"
	"schakel/internal/web/ui"
	"schakel/internal/web/ui/chart"
)

// mapView is the list of organisations on a map.
type mapView struct {
	listView
	atlas  relation.Atlas
	spots  []relation.Spot // inside the frame
	frame  chart.Frame
	zoomed bool
	from   id.ID
}

// spotsBeside is how many organisations the list beside the map names; the list of organisations has them all.
const spotsBeside = 100

// Map shows the organisations of a view on a map, with the same in words beside it.
func (h *Pages) Map(c *page.Ctx) error {
	v := mapView{listView: listView{Ctx: c, address: addressOf(c, relation.ListOrganisations), name: relation.ListOrganisations, path: "/relations/map"}, from: c.QueryID("from")}
	status := http.StatusOK
	if v.parse(); v.bad != nil {
		status = http.StatusUnprocessableEntity
	} else {
		var err error
		if v.atlas, err = h.relation.Map(c.Context(), c.Scope, v.filter(), v.from); err != nil {
			return err
		}
		v.look(c.Query("box"))
	}
	return c.Render(status, page.Head{Title: c.P.T("map.title"), Section: section, Wide: true}, mapPage(v))
}

// look chooses what the map shows: the box of the address, or all.
func (v *mapView) look(box string) {
	places := places(v.atlas.Spots)
	if from := v.fromPlace(); from != nil {
		places = append(places, *from)
	}
	v.frame = chart.FrameOf(places)
	if f, ok := chart.ParseFrame(box); ok {
		v.frame, v.zoomed = f, true
	}
	for i, s := range v.atlas.Spots {
		if v.frame.Has(places[i]) {
			v.spots = append(v.spots, s)
		}
	}
}

func places(spots []relation.Spot) []chart.Place {
	out := make([]chart.Place, len(spots), len(spots)+1)
	for i, s := range spots {
		out[i] = chart.Place{LatE6: s.LatE6, LonE6: s.LonE6, Key: i}
	}
	return out
}

func (v mapView) fromPlace() *chart.Place {
	if v.atlas.From == nil {
		return nil
	}
	return &chart.Place{LatE6: v.atlas.From.LatE6, LonE6: v.atlas.From.LonE6, Key: -1}
}

// here is the map's address with some parameters changed.
func (v mapView) here(change ...string) string {
	params := v.params()
	params.Set("from", string(v.from))
	for i := 0; i+1 < len(change); i += 2 {
		params.Set(change[i], change[i+1])
	}
	return with(v.path, params)
}

func (v mapView) drawing() chart.MapProps {
	m := chart.MapProps{Label: v.P.T("map.label", len(v.spots)), Frame: v.frame, From: v.fromPlace()}
	for _, o := range v.atlas.Outlines {
		m.Borders = append(m.Borders, chart.Border{Name: o.Name, Rings: o.Rings.V})
	}
	if v.atlas.From != nil {
		m.FromLab = v.atlas.From.Name
	}
	for _, c := range v.frame.Clusters(places(v.spots)) {
		m.Dots = append(m.Dots, v.dot(c))
	}
	return m
}

// dot leads to the organisation, to the organisations of one place, or closer by.
func (v mapView) dot(c chart.Cluster) chart.Dot {
	first := v.spots[c.Keys[0]]
	if len(c.Keys) == 1 {
		return chart.Dot{Cluster: c, Label: v.P.T("map.one", first.Name, first.Place), Href: home(first.ID)}
	}
	var inside []chart.Place
	same := true
	for _, k := range c.Keys {
		s := v.spots[k]
		inside = append(inside, chart.Place{LatE6: s.LatE6, LonE6: s.LonE6})
		same = same && s.Place == first.Place
	}
	if same {
		words := relation.Vocabulary(v.name).Say(relation.AskPlace, query.Is, first.Place, local(v.P))
		params := v.params()
		if !strings.Contains(v.text, words) {
			params.Set("q", strings.TrimSpace(v.text+" "+words))
		}
		return chart.Dot{Cluster: c, Label: v.P.T("map.place", first.Place, len(c.Keys)), Href: with("/relations", params)}
	}
	return chart.Dot{Cluster: c, Label: v.P.T("map.around", first.Place, len(c.Keys)), Href: v.here("box", chart.FrameOf(inside).String())}
}

func (v mapView) schoolField() ui.Field {
	f := ui.Field{Name: "from", Label: v.P.T("map.from"), Value: string(v.from), Options: []ui.Option{{Label: v.P.T("map.from.nowhere")}}}
	for _, s := range v.atlas.Schools {
		f.Options = append(f.Options, ui.Option{Value: string(s.ID), Label: s.Name})
	}
	return f
}

func (v mapView) items() []ui.ListItem {
	var out []ui.ListItem
	for _, s := range v.spots[:min(len(v.spots), spotsBeside)] {
		item := ui.ListItem{Icon: "building", Title: s.Name, Href: home(s.ID), Sub: s.Place}
		if v.atlas.From != nil {
			item.Meta = ui.Muted(v.P.T("map.km", v.P.Decimal(int64(s.Metre+50)/100, 1)))
		}
		out = append(out, item)
	}
	return out
}

func (v mapView) listHref() string { return with("/relations", v.params()) }

func (v mapView) bar() ui.FilterBarProps {
	return ui.FilterBarProps{
		Action: v.path, SearchLabel: v.P.T("relation.search"), SearchValue: v.text, Selects: []ui.Field{v.schoolField()},
		Values: []ui.HiddenValue{{Name: "group", Value: string(v.group)}}, Count: v.summary(),
	}
}

func (v mapView) summary() string {
	text := v.P.T("map.count", len(v.spots))
	if v.atlas.Unplaced > 0 {
		text += " " + v.P.T("map.unplaced", v.atlas.Unplaced)
	}
	if v.atlas.More {
		text += " " + v.P.T("map.more")
	}
	return text
}
