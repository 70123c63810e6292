package web

import (
	"schakel/internal/kernel/access"
	"schakel/internal/web/maildropweb"
)

// maildropRoutes are the mails that a colleague forwarded and that wait for a place, and the address to forward to.
func maildropRoutes(s Services) []route {
	h := maildropweb.New(s.Maildrop, s.Relation, s.DropDomain)
	may := access.Needs(access.ContactRecord)
	act := func(pattern, object, audit string) access.Route {
		return access.Route{Pattern: "POST " + pattern, Policy: may, Credentials: session, Class: access.C2, Object: object, Rate: access.RateNormal, Body: formLimit, Audit: audit}
	}
	return []route{
		{access.Route{Pattern: "GET /relations/inbox", Policy: may, Credentials: session, Class: access.C2, Object: "-", Rate: access.RateNormal, Audit: "-"}, h.Inbox},
		{act("/inbox/{id}/place", "dropped_mail", "mail.placed"), h.Place},
		{act("/inbox/{id}/discard", "dropped_mail", "mail.discarded"), h.Discard},
		{act("/inbox/address", "-", "mail_drop.renewed"), h.Renew},
		{act("/inbox/address/revoke", "-", "mail_drop.revoked"), h.Revoke},
	}
}
