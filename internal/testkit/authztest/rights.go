package authztest

import (
	"fmt"
	"slices"
	"strings"

	"schakel/internal/kernel/access"
)

// Rights writes the rights table of the documents from the URL table and the roles.
func Rights(routes []access.Route) string {
	var b strings.Builder
	b.WriteString(`# Rights

Made from the URL table and the roles in ` + "`internal/kernel/access`" + ` by ` + "`go test ./internal/testkit/authztest -run Rights -update`" + `; a test
fails when this file differs. How far a role reaches is in ` + "`docs/architecture.md`" + `, "Access"; that every line holds is shown by the matrix test.

## Routes

| route | who may | roles | by | class | about | audit |
|---|---|---|---|---|---|---|
`)
	for _, r := range routes {
		pattern := "`" + r.Pattern + "`"
		if r.DemoOnly {
			pattern += " (demo only)"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s |\n", pattern, policy(r.Policy), whoMay(r.Policy), credentials(r.Credentials), r.Class, r.Object, r.Audit)
	}
	b.WriteString("\n## Roles\n\n| role | may |\n|---|---|\n")
	for _, role := range access.Roles() {
		fmt.Fprintf(&b, "| %s | %s |\n", role, joined(role.Actions()))
	}
	return b.String()
}

// policy says in words what a route asks.
func policy(p access.Policy) string {
	switch p.Kind {
	case "needs":
		return joined(p.Actions)
	case "signed_in":
		return "signed in"
	case "link":
		return "link: " + p.Link
	default:
		return "anybody: " + p.Reason
	}
}

// whoMay lists the roles that have all that a route asks.
func whoMay(p access.Policy) string {
	var names []string
	for _, role := range access.Roles() {
		if !slices.ContainsFunc(p.Actions, func(a access.Action) bool { return !role.May(a) }) {
			names = append(names, string(role))
		}
	}
	switch {
	case p.Kind == "link" || p.Kind == "open":
		return "-"
	case len(names) == len(access.Roles()):
		return "all"
	default:
		return strings.Join(names, ", ")
	}
}

func credentials(list []access.Credential) string { return joined(list) }

func joined[T ~string](list []T) string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return strings.Join(out, ", ")
}
