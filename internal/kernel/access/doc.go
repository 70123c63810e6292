// Package access decides who may see and do what. It owns unit, unit_closure and role_grant; network owns what units mean.
//
// A Scope is what one principal may reach in one network. Its fields are unexported and only this package makes one;
// the zero value is refused. Every store function takes a Scope, and its SQL carries markers such as {need.read:n}
// that Bind replaces with the predicate of that action. So a query without a scope does not run at all.
//
// The network is the wall. Inside it a role on a unit reaches the unit's descendants, except for pupils (class C3):
// those need a direct grant. What is out of reach is not found, never forbidden.
package access
