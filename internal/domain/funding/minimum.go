package funding

import (
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// minimums gives every share its part of the grant's minimum, and notes the rule of each grant in the report. What the shares
// leave of the base comes as a fact of its own, so that the parts add up to the grant's minimum in every view.
func (r *Report) minimums(sc access.Scope, in facts) ([]fact, error) {
	var out []fact
	for _, g := range in.grants {
		if r.Filter.Grant != "" && r.Filter.Grant != g.ID || g.DecidedOn > r.Known {
			continue
		}
		rule, shares, rest, err := in.divide(g)
		if err != nil {
			return nil, err
		}
		r.Grants = append(r.Grants, rule)
		if !r.HasMinimum {
			continue
		}
		for _, share := range shares {
			if in.covers(r.Filter, share) && sc.CanOn(access.ContributionRead, share.Unit) {
				out = append(out, share)
			}
		}
		whole := r.Filter.Year == 0 && (r.Filter.Unit == "" || r.Filter.Unit == g.Unit && !r.Filter.Own)
		if whole && sc.CanOn(access.ContributionRead, g.Unit) && (rest.Cents != 0 || rest.minimum != 0) {
			out = append(out, rest)
		}
	}
	return out, nil
}

// divide computes a grant's minimum (base × percentage, rounded half away from zero) and allocates it to its shares by largest
// remainder, per version of the scheme that holds in the share's year.
func (in facts) divide(g Grant) (rule GrantRule, shares []fact, rest fact, err error) {
	rule = GrantRule{Grant: g, Rule: in.version(g, g.StartOn)}
	if rule.Rule.ID != "" {
		rule.Base = g.Amount(rule.Rule.Base)
	}
	whole, err := money.ShareBP(rule.Base, rule.Rule.MinimumBP)
	if err != nil {
		return rule, nil, rest, err
	}
	byVersion := map[id.ID][]int{}
	var order []Version
	for _, share := range in.shares {
		if share.Grant != g.ID {
			continue
		}
		v := in.version(g, g.firstDay(share.Year))
		if byVersion[v.ID] == nil {
			order = append(order, v)
		}
		byVersion[v.ID] = append(byVersion[v.ID], len(shares))
		shares = append(shares, share)
	}
	rest = fact{What: factUndivided, Grant: g.ID, Unit: g.Unit, Cents: rule.Base, minimum: whole}
	for _, v := range order {
		given, base, err := allot(shares, byVersion[v.ID], v.MinimumBP)
		if err != nil {
			return rule, nil, rest, err
		}
		rule.Divided += base
		rest.Cents, rest.minimum = rest.Cents-base, rest.minimum-given
	}
	return rule, shares, rest, nil
}

// allot gives the shares at the indexes their parts of the minimum over their sum.
func allot(shares []fact, indexes []int, bp int) (given, base money.Cents, err error) {
	weights := make([]int64, len(indexes))
	for i, n := range indexes {
		weights[i] = int64(shares[n].Cents)
		if base, err = base.Add(shares[n].Cents); err != nil {
			return 0, 0, err
		}
	}
	if given, err = money.ShareBP(base, bp); err != nil || base == 0 {
		return 0, base, err
	}
	parts, err := money.Allocate(given, weights)
	if err != nil {
		return 0, 0, err
	}
	for i, n := range indexes {
		shares[n].minimum = parts[i]
	}
	return given, base, nil
}

// version is what is asked of a grant on a day: by its own minimum, by that of its network, or by the latest decision about the scheme; the
// zero Version when there is none.
func (in facts) version(g Grant, on clock.Date) Version { return versionFor(in.versions, g, on) }

// versionFor finds the first of versions, as versionsTx orders them, that holds for a grant on a day.
func versionFor(versions []Version, g Grant, on clock.Date) Version {
	i := slices.IndexFunc(versions, func(v Version) bool {
		return v.Scheme == g.Scheme && (v.Grant == "" || v.Grant == g.ID) && v.ValidFrom <= on && v.ValidTo >= on
	})
	if i < 0 {
		return Version{}
	}
	return versions[i]
}

// covers reports whether a share lies within the filter's unit and year.
func (in facts) covers(f Filter, share fact) bool {
	if f.Year != 0 && f.Year != share.Year {
		return false
	}
	switch {
	case f.Unit == "":
		return true
	case f.Own:
		return share.Unit == f.Unit
	}
	return in.below(share.Unit, f.Unit)
}

// below reports whether a unit is top or lies below it.
func (in facts) below(unit, top id.ID) bool {
	for range len(in.units) + 1 {
		if unit == top {
			return true
		}
		unit = in.parent(unit)
	}
	return false
}

func (in facts) parent(unit id.ID) id.ID {
	for _, u := range in.units {
		if u.ID == unit {
			return u.Parent
		}
	}
	return ""
}
