// Package scim holds the grammar of SCIM 2.0 that knows no nouns: filters (RFC 7644 §3.4.2.2), attribute paths (§3.10) and what
// the operations of a PATCH (§3.5.2) do to a resource. A resource is JSON as encoding/json reads it: map[string]any.
//
// It is strict where being lenient would do harm (a removal that names nobody never empties a group) and lenient where the two
// large directories of schools, Microsoft Entra and Okta, are known to differ from the RFC: operations in capitals, booleans as texts,
// attributes as paths inside a value without a path, members to remove in the value.
package scim
