package scimapi

import (
	"net/http"

	"schakel/internal/platform/fault"
)

// config says what we can (RFC 7643, §5).
func (c *call) config() error {
	no := map[string]any{"supported": false}
	return c.send(http.StatusOK, "", 0, map[string]any{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"}, "documentationUri": c.env.BaseURL + "/api",
		"patch": map[string]any{"supported": true}, "etag": map[string]any{"supported": true}, "filter": map[string]any{"supported": true, "maxResults": mostPerPage},
		"bulk": map[string]any{"supported": false, "maxOperations": 0, "maxPayloadSize": 0}, "changePassword": no, "sort": no,
		"authenticationSchemes": []any{map[string]any{
			"type": "oauthbearertoken", "name": "Bearer token", "description": "A token that an administrator makes at Schakel for one school.", "primary": true,
		}},
		"meta": map[string]any{"resourceType": "ServiceProviderConfig", "location": c.env.BaseURL + Base + "/ServiceProviderConfig"},
	})
}

func (c *call) resourceTypes() []map[string]any {
	one := func(name, schema, about string) map[string]any {
		return map[string]any{
			"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ResourceType"}, "id": name, "name": name, "endpoint": "/" + name + "s", "description": about, "schema": schema,
			"meta": map[string]any{"resourceType": "ResourceType", "location": c.env.BaseURL + Base + "/ResourceTypes/" + name},
		}
	}
	return []map[string]any{one("User", userSchema, "Somebody who works at the school"), one("Group", groupSchema, "A group of people, to which an administrator can give a role")}
}

func (c *call) types() error {
	a, err := c.ask()
	if err != nil {
		return err
	}
	return c.sendList(a, c.resourceTypes())
}

func (c *call) oneType() error { return c.named(c.resourceTypes()) }

// named answers with what the path names.
func (c *call) named(all []map[string]any) error {
	for _, r := range all {
		if r["id"] == c.r.PathValue("name") {
			return c.send(http.StatusOK, "", 0, r)
		}
	}
	return fault.NotFound("fault.not_found")
}

// attribute describes one (RFC 7643, §7).
func attribute(name, kind string, more map[string]any) map[string]any {
	out := map[string]any{
		"name": name, "type": kind, "multiValued": false, "required": false, "caseExact": false, "mutability": "readWrite", "returned": "default", "uniqueness": "none",
	}
	for k, v := range more {
		out[k] = v
	}
	return out
}

func (c *call) allSchemas() []map[string]any {
	one := func(schema, name string, attributes ...any) map[string]any {
		return map[string]any{
			"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Schema"}, "id": schema, "name": name, "attributes": attributes,
			"meta": map[string]any{"resourceType": "Schema", "location": c.env.BaseURL + Base + "/Schemas/" + schema},
		}
	}
	external := attribute("externalId", "string", map[string]any{"caseExact": true})
	return []map[string]any{
		one(userSchema, "User",
			attribute("userName", "string", map[string]any{"required": true, "uniqueness": "server"}), external,
			attribute("name", "complex", map[string]any{"subAttributes": []any{attribute("givenName", "string", nil), attribute("familyName", "string", nil), attribute("formatted", "string", map[string]any{"mutability": "readOnly"})}}),
			attribute("displayName", "string", nil),
			attribute("emails", "complex", map[string]any{"multiValued": true, "subAttributes": []any{attribute("value", "string", nil), attribute("type", "string", nil), attribute("primary", "boolean", nil)}}),
			attribute("active", "boolean", nil)),
		one(groupSchema, "Group", attribute("displayName", "string", map[string]any{"required": true, "uniqueness": "server"}), external,
			attribute("members", "complex", map[string]any{"multiValued": true, "subAttributes": []any{attribute("value", "string", map[string]any{"mutability": "immutable"}), attribute("display", "string", map[string]any{"mutability": "readOnly"})}})),
	}
}

func (c *call) schemas() error {
	a, err := c.ask()
	if err != nil {
		return err
	}
	return c.sendList(a, c.allSchemas())
}

func (c *call) oneSchema() error { return c.named(c.allSchemas()) }
