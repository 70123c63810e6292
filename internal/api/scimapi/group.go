package scimapi

import (
	"net/http"

	"schakel/internal/domain/directory"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/scim"
)

const groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group"

var groupKind = scim.Kind{Schema: groupSchema, Lists: []string{"members"}}

// groupBody is what we keep of what a directory sends of a group.
type groupBody struct {
	ExternalID string `json:"externalId"`
	Display    string `json:"displayName"`
	Members    []struct {
		Value string `json:"value"`
	} `json:"members"`
}

func (b groupBody) input() (directory.GroupInput, error) {
	in := directory.GroupInput{ExternalID: b.ExternalID, Name: b.Display}
	for _, m := range b.Members {
		key, err := id.Parse(m.Value)
		if err != nil {
			return in, fault.Fields{"members": {Key: "directory.member_unknown", Args: []any{m.Value}}}.Err()
		}
		in.Members = append(in.Members, key)
	}
	return in, nil
}

// fromGroup writes a group as a resource.
func (c *call) fromGroup(g directory.Group) map[string]any {
	members := make([]any, len(g.Members))
	for i, m := range g.Members {
		members[i] = map[string]any{"value": string(m.User), "display": m.Name, "$ref": c.location("User", m.User), "type": "User"}
	}
	out := map[string]any{
		"schemas": []any{groupSchema}, "id": string(g.ID), "displayName": g.Name, "members": members, "meta": c.meta("Group", g.ID, g.CreatedAt, g.ChangedAt, g.Version),
	}
	if g.External != "" {
		out["externalId"] = g.External
	}
	return out
}

func (c *call) sendGroup(status int, g directory.Group) error {
	v, err := c.view()
	if err != nil {
		return err
	}
	return c.send(status, c.location("Group", g.ID), g.Version, v.of(c.fromGroup(g)))
}

func (c *call) groups() error {
	a, err := c.ask()
	if err != nil {
		return err
	}
	name, _ := a.filter.Exact("displayname")
	list, err := c.directory.Groups(c.r.Context(), c.sc, name)
	if err != nil {
		return err
	}
	all := make([]map[string]any, len(list))
	for i, g := range list {
		all[i] = c.fromGroup(g)
	}
	return c.sendList(a, all)
}

func (c *call) group() error {
	key, err := c.id()
	if err != nil {
		return err
	}
	g, err := c.directory.Group(c.r.Context(), c.sc, key)
	if err != nil {
		return err
	}
	return c.sendGroup(http.StatusOK, g)
}

func (c *call) addGroup() error {
	var b groupBody
	if err := decode(c.body, &b); err != nil {
		return err
	}
	in, err := b.input()
	if err != nil {
		return err
	}
	g, err := c.directory.AddGroup(c.r.Context(), c.sc, in)
	if err != nil {
		return err
	}
	return c.sendGroup(http.StatusCreated, g)
}

func (c *call) putGroup() error {
	var b groupBody
	if err := decode(c.body, &b); err != nil {
		return err
	}
	return c.changeGroup(func(directory.GroupInput) (directory.GroupInput, error) { return b.input() })
}

func (c *call) patchGroup() error {
	operations, err := c.operations()
	if err != nil {
		return err
	}
	return c.changeGroup(func(was directory.GroupInput) (directory.GroupInput, error) {
		now := directory.Group{External: was.ExternalID, Name: was.Name}
		for _, m := range was.Members {
			now.Members = append(now.Members, directory.Member{User: m})
		}
		var b groupBody
		if err := patched(groupKind, c.fromGroup(now), operations, &b); err != nil {
			return was, err
		}
		return b.input()
	})
}

func (c *call) changeGroup(change func(directory.GroupInput) (directory.GroupInput, error)) error {
	key, err := c.id()
	if err != nil {
		return err
	}
	g, err := c.directory.ChangeGroup(c.r.Context(), c.sc, key, c.seen, change)
	if err != nil {
		return err
	}
	return c.sendGroup(http.StatusOK, g)
}

func (c *call) removeGroup() error {
	key, err := c.id()
	if err != nil {
		return err
	}
	if err := c.directory.RemoveGroup(c.r.Context(), c.sc, key, c.seen); err != nil {
		return err
	}
	return c.send(http.StatusNoContent, "", 0, nil)
}
