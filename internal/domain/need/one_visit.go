package need

// OneVisit says whether one company can serve all profiles of a combined visit (HBR + E&O + PIE + M&T).
type OneVisit struct {
	Profiles []ProfileFit // in the order of the need
	All      int          // companies that do every profile and learning path, and take the whole group at once
	Apart    int          // that do every profile, but not the whole group at once or not every learning path
}

// ProfileFit is how many companies that can be asked now welcome a profile.
type ProfileFit struct {
	Profile   string
	Companies int
}

// fits looks how a need with several profiles fits one visit; nil when it has none or one.
func (w wish) fits(ranked []Proposal) *OneVisit {
	if len(w.Profiles) < 2 {
		return nil
	}
	whole := w.whole()
	profiles := uint64(1)<<len(w.Profiles) - 1
	out := &OneVisit{}
	for _, p := range w.Profiles {
		out.Profiles = append(out.Profiles, ProfileFit{Profile: p})
	}
	for i := range ranked {
		p := &ranked[i]
		if p.Fit != CanAsk || p.part.ID == "" {
			continue
		}
		for at := range out.Profiles {
			if p.part.Does&(1<<at) != 0 {
				out.Profiles[at].Companies++
			}
		}
		switch {
		case whole.Alone(p.part):
			out.All++
		case p.part.Does&profiles == profiles:
			out.Apart++
		}
	}
	return out
}
