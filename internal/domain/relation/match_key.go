package relation

import (
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"

	"schakel/internal/platform/check"
)

// sharedDomains are hosts on which everybody may have a page or an address: they tell nothing about who it is.
var sharedDomains = wordSet(`gmail.com googlemail.com google.com hotmail.com hotmail.nl outlook.com outlook.nl live.com live.nl msn.com yahoo.com yahoo.nl icloud.com me.com mac.com
	proton.me protonmail.com gmx.net gmx.nl gmx.de mail.com ziggo.nl kpnmail.nl kpnplanet.nl planet.nl home.nl chello.nl upcmail.nl quicknet.nl casema.nl wxs.nl hetnet.nl
	xs4all.nl tele2.nl telfort.nl online.nl solcon.nl zonnet.nl zeelandnet.nl caiway.nl caiway.net delta.nl concepts.nl freeler.nl versatel.nl onsbrabantnet.nl telenet.be skynet.be
	facebook.com instagram.com linkedin.com twitter.com x.com youtube.com tiktok.com wordpress.com blogspot.com wixsite.com weebly.com jimdofree.com jouwweb.nl
	marktplaats.nl werkspot.nl treatwell.nl thuisbezorgd.nl funda.nl linktr.ee business.site bol.com etsy.com`)

// ownDomain is the domain that a company registered, of a host name; empty when many share it.
func ownDomain(host string) string {
	host = strings.TrimPrefix(strings.ToLower(host), "www.")
	if host == "" {
		return ""
	}
	domain, err := publicsuffix.EffectiveTLDPlusOne(host)
	if err != nil || sharedDomains[domain] {
		return ""
	}
	return domain
}

// webDomain is the own domain of a clean address on the web.
func webDomain(website string) string {
	u, err := url.Parse(website)
	if err != nil {
		return ""
	}
	return ownDomain(u.Hostname())
}

// mailDomain is the own domain of a clean mail address.
func mailDomain(email string) string {
	_, host, _ := strings.Cut(email, "@")
	return ownDomain(host)
}

// matchColumns are the columns by which duplicates are found, in the order of laterColumns. How a name begins and ends counts in
// one place only: a typing error is looked for among the neighbours.
func matchColumns(name, place, website, email string) []any {
	front, back := matchEdges(name)
	place = check.Key(place)
	return []any{webDomain(website), mailDomain(email), matchName(name), front + " " + place, back + " " + place}
}
