package relationweb

import (
	"slices"

	"schakel/internal/domain/listing"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/id"
	"schakel/internal/web/ui"
)

// keepersOffered is how many people a card of a board by owner offers; the others are behind "somebody else".
const keepersOffered = 8

// keepers reads who may keep the relationships on a board by owner. Who has a column there comes first, so that a card can be dragged to it.
func (h *Pages) keepers(v *listView, rows []relation.RelationshipRow) error {
	if v.by != relation.AskOwner || !v.Scope.Can(access.RelationshipWrite) {
		return nil
	}
	var units []id.ID
	columns := map[id.ID]bool{}
	for _, r := range rows {
		columns[r.Owner] = true
		if !slices.Contains(units, r.Unit) {
			units = append(units, r.Unit)
		}
	}
	found, err := h.relation.Keepers(v.Context(), v.Scope, units)
	if err != nil {
		return err
	}
	slices.SortStableFunc(found, func(a, b relation.Keeper) int {
		rank := map[bool]int{false: 1}
		return rank[columns[a.ID]] - rank[columns[b.ID]]
	})
	v.keepers = map[id.ID][]relation.Keeper{}
	for _, k := range found {
		v.keepers[k.Unit] = append(v.keepers[k.Unit], k)
	}
	return nil
}

// ownerMoves are the people to whom a relationship can be given, and nobody.
func ownerMoves(v *listView, r relation.RelationshipRow) []ui.Action {
	var out []ui.Action
	for i, k := range v.keepers[r.Unit] {
		if i == keepersOffered {
			break
		}
		if k.ID != r.Owner {
			out = append(out, v.moveTo(r, listing.Owner, string(k.ID), k.Name))
		}
	}
	if len(v.keepers[r.Unit]) > keepersOffered {
		other := v.moveTo(r, listing.Owner, "", v.P.T("list.board.somebody"))
		other.Attrs = nil
		other.Values = slices.DeleteFunc(other.Values, func(h ui.HiddenValue) bool { return h.Name == "go" || h.Name == "value" }) // asks who
		out = append(out, other)
	}
	if r.Owner != "" {
		out = append(out, v.moveTo(r, listing.Owner, "", v.P.T("list.ask.owner.none")))
	}
	return out
}
