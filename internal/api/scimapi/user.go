package scimapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"schakel/internal/domain/directory"
	"schakel/internal/platform/scim"
)

const userSchema = "urn:ietf:params:scim:schemas:core:2.0:User"

var userKind = scim.Kind{Schema: userSchema, Lists: []string{"emails"}}

var errBool = errors.New("scim: not a boolean")

// truth is a boolean that some directories write as a text: "False".
type truth bool

// UnmarshalJSON implements json.Unmarshaler.
func (t *truth) UnmarshalJSON(text []byte) error {
	switch strings.ToLower(strings.Trim(string(text), `"`)) {
	case "true":
		*t = true
	case "false":
		*t = false
	default:
		return errBool
	}
	return nil
}

// mailLine is one of the mail addresses of somebody.
type mailLine struct {
	Value   string `json:"value"`
	Type    string `json:"type,omitempty"`
	Primary truth  `json:"primary,omitempty"`
}

// userBody is what we keep of what a directory sends of somebody. What else it sends is passed over: we keep no more than we need.
type userBody struct {
	ExternalID string `json:"externalId"`
	UserName   string `json:"userName"`
	Name       struct {
		Given     string `json:"givenName"`
		Family    string `json:"familyName"`
		Formatted string `json:"formatted"`
	} `json:"name"`
	Display string     `json:"displayName"`
	Emails  []mailLine `json:"emails"`
	Active  *truth     `json:"active"`
}

// input is the body in the words of the domain. Who is not said to be inactive is active.
func (b userBody) input() directory.UserInput {
	in := directory.UserInput{
		ExternalID: b.ExternalID, UserName: b.UserName, Given: b.Name.Given, Family: b.Name.Family, Display: b.Display, Active: b.Active == nil || bool(*b.Active), Email: b.mail(),
	}
	if in.Display == "" {
		in.Display = b.Name.Formatted
	}
	return in
}

// mail is the address for the invitation: that of work, else the primary one, else the first, else the name by which somebody signs in.
func (b userBody) mail() string {
	best, rank := b.UserName, 0
	for _, e := range b.Emails {
		r := 1
		if e.Primary {
			r = 2
		}
		if strings.EqualFold(e.Type, "work") {
			r = 3
		}
		if e.Value != "" && r > rank {
			best, rank = e.Value, r
		}
	}
	return best
}

// fromUser writes somebody as a resource.
func (c *call) fromUser(u directory.User) map[string]any {
	out := map[string]any{
		"schemas": []any{userSchema}, "id": string(u.ID), "userName": u.UserName, "active": u.Active,
		"emails": []any{map[string]any{"value": u.Email, "type": "work", "primary": true}},
		"meta":   c.meta("User", u.ID, u.CreatedAt, u.ChangedAt, u.Version),
	}
	if u.ExternalID != "" {
		out["externalId"] = u.ExternalID
	}
	if u.Display != "" {
		out["displayName"] = u.Display
	}
	if u.Given != "" || u.Family != "" {
		out["name"] = map[string]any{"givenName": u.Given, "familyName": u.Family, "formatted": strings.TrimSpace(u.Given + " " + u.Family)}
	}
	return out
}

func (c *call) sendUser(status int, u directory.User) error {
	v, err := c.view()
	if err != nil {
		return err
	}
	return c.send(status, c.location("User", u.ID), u.Version, v.of(c.fromUser(u)))
}

func (c *call) users() error {
	a, err := c.ask()
	if err != nil {
		return err
	}
	name, _ := a.filter.Exact("username")
	external, _ := a.filter.Exact("externalid")
	list, err := c.directory.Users(c.r.Context(), c.sc, name, external)
	if err != nil {
		return err
	}
	all := make([]map[string]any, len(list))
	for i, u := range list {
		all[i] = c.fromUser(u)
	}
	return c.sendList(a, all)
}

func (c *call) user() error {
	key, err := c.id()
	if err != nil {
		return err
	}
	u, err := c.directory.User(c.r.Context(), c.sc, key)
	if err != nil {
		return err
	}
	return c.sendUser(http.StatusOK, u)
}

func (c *call) addUser() error {
	var b userBody
	if err := decode(c.body, &b); err != nil {
		return err
	}
	u, err := c.directory.AddUser(c.r.Context(), c.sc, b.input())
	if err != nil {
		return err
	}
	return c.sendUser(http.StatusCreated, u)
}

func (c *call) putUser() error {
	var b userBody
	if err := decode(c.body, &b); err != nil {
		return err
	}
	return c.changeUser(func(was directory.UserInput) (directory.UserInput, error) {
		in := b.input()
		if b.Active == nil {
			in.Active = was.Active
		}
		return in, nil
	})
}

func (c *call) patchUser() error {
	operations, err := c.operations()
	if err != nil {
		return err
	}
	return c.changeUser(func(was directory.UserInput) (directory.UserInput, error) {
		var b userBody
		resource := c.fromUser(directory.User{UserInput: was})
		if name, ok := resource["name"].(map[string]any); ok {
			delete(name, "formatted") // it is made of the two others
		}
		if err := patched(userKind, resource, operations, &b); err != nil {
			return was, err
		}
		in := b.input()
		in.Active = b.Active != nil && bool(*b.Active) || b.Active == nil && was.Active // to take the attribute away lets nobody in
		return in, nil
	})
}

func (c *call) changeUser(change func(directory.UserInput) (directory.UserInput, error)) error {
	key, err := c.id()
	if err != nil {
		return err
	}
	u, err := c.directory.ChangeUser(c.r.Context(), c.sc, key, c.seen, change)
	if err != nil {
		return err
	}
	return c.sendUser(http.StatusOK, u)
}

func (c *call) removeUser() error {
	key, err := c.id()
	if err != nil {
		return err
	}
	if err := c.directory.RemoveUser(c.r.Context(), c.sc, key, c.seen); err != nil {
		return err
	}
	return c.send(http.StatusNoContent, "", 0, nil)
}

// mostOperations bounds a PATCH.
const mostOperations = 1000

// operations reads the body of a PATCH.
func (c *call) operations() ([]scim.Operation, error) {
	var b struct {
		Operations []scim.Operation `json:"Operations"`
	}
	if err := decode(c.body, &b); err != nil {
		return nil, err
	}
	if len(b.Operations) == 0 || len(b.Operations) > mostOperations {
		return nil, badValue()
	}
	return b.Operations, nil
}

// patched carries operations out on a resource and reads what came of it.
func patched(kind scim.Kind, resource map[string]any, operations []scim.Operation, into any) error {
	if err := kind.Patch(resource, operations); err != nil {
		return err
	}
	text, err := json.Marshal(resource)
	if err != nil {
		return fmt.Errorf("scim: patched: %w", err)
	}
	return decode(text, into)
}
