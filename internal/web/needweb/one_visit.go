package needweb

// oneVisit is the answer in a sentence.
func (v recordView) oneVisit() string {
	f, t := v.rec.Fits, v.P.T
	switch {
	case f.All > 0:
		return t("need.one_visit.all", f.All)
	case f.Apart > 0:
		return t("need.one_visit.apart", f.Apart)
	case len(v.rec.Pairs) > 0:
		return t("need.one_visit.pair")
	default:
		return t("need.one_visit.none")
	}
}

// openWords says by what companies are ranked while nobody chose what to ask.
func (v recordView) openWords() string {
	if v.rec.Theme != "" {
		return v.P.T("need.open.theme", v.rec.Theme)
	}
	return v.P.T("need.open.profile")
}
