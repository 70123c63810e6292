package authztest

import (
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/token"
	"schakel/internal/platform/id"
)

// programs are the accounts of programs, of units in both subregions and of the network, each with a token.
func (n *Net) programs() {
	f := n.f
	for _, unit := range []string{"root", "almelo", "hengelo"} {
		name := n.word("colleague", unit)
		account := got[id.ID](f)(n.svc().Network.AddServiceAccount(f.ctx(), n.System, network.ServiceInput{Name: name, Role: string(access.Teacher), Unit: n.Units[unit]}))
		o := n.add(&Object{Kind: "program", ID: account, Unit: unit, Word: name})
		n.also(name, "role", unit)
		made := got[token.Made](f)(n.svc().Network.MakeServiceToken(f.ctx(), n.System, account, token.Input{Name: n.word("role", unit), Scopes: []string{"need:read"}}))
		n.add(&Object{Kind: "program token", ID: made.ID, Unit: unit, Above: o})
	}
}
