package network

import (
	"context"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Front is the face that a network, or one of its subregions, shows to people outside. It holds published facts only.
type Front struct {
	Network     id.ID
	Slug        string // address of the network
	NetworkName string
	Unit        id.ID  // whose page it is
	Name        string // of that unit
	Region      string // address of the subregion, empty for the whole network
	Accent      string // #rrggbb; empty: none chosen
	Regions     []FrontRegion
}

// FrontRegion is a subregion that has pages of its own.
type FrontRegion struct{ Name, Slug string }

// Scope is what anybody may reach on these pages.
func (f Front) Scope() access.Scope {
	return access.PublicPage(f.Network, f.NetworkName, f.Name, f.Accent)
}

// FrontName is a network by its address.
type FrontName struct {
	Slug string `db:"slug"`
	Name string `db:"name"`
}

// Fronts lists the networks of this installation by name. Anybody may see them.
func (s *Service) Fronts(ctx context.Context) (out []FrontName, err error) {
	err = s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		out, err = db.Select[FrontName](tx, db.Q(`SELECT n.slug, n.name FROM network n WHERE n.deleted_at IS NULL ORDER BY n.name, n.id LIMIT 200`))
		return err
	})
	return out, operation.Wrap("read networks", err)
}

type frontRow struct {
	Network     id.ID  `db:"network_id"`
	NetworkName string `db:"network_name"`
	Unit        id.ID  `db:"id"`
	Name        string `db:"name"`
	Accent      string `db:"accent"`
	Root        bool   `db:"root"`
}

// Front finds the public face behind an address: of a network, or of a subregion in it. A subregion that is called otherwise now
// gives the whole network, so that an address on somebody else's site does not die of a new name.
func (s *Service) Front(ctx context.Context, slug, region string) (out Front, err error) {
	var rows []frontRow
	err = s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		rows, err = db.Select[frontRow](tx, db.Q(`SELECT n.id AS network_id, n.name AS network_name, u.id, u.name, u.accent, u.parent_id IS NULL AS root
			FROM network n JOIN unit u ON u.network_id = n.id AND u.deleted_at IS NULL AND (u.parent_id IS NULL OR u.kind = 'subregion')
			WHERE n.slug = $1 AND n.deleted_at IS NULL ORDER BY u.parent_id IS NOT NULL, u.name_key, u.id LIMIT 500`, slug))
		return err
	})
	if err != nil {
		return out, operation.Wrap("read front", err)
	}
	if len(rows) == 0 || !rows[0].Root {
		return out, fault.NotFound("fault.not_found")
	}
	top := rows[0]
	out = Front{Network: top.Network, Slug: slug, NetworkName: top.NetworkName, Unit: top.Unit, Name: top.Name, Accent: top.Accent}
	for _, r := range rows[1:] {
		address := address(r.Name)
		out.Regions = append(out.Regions, FrontRegion{Name: r.Name, Slug: address})
		if address == region && out.Region == "" {
			out.Unit, out.Name, out.Region = r.Unit, r.Name, address
			if r.Accent != "" {
				out.Accent = r.Accent
			}
		}
	}
	return out, nil
}

// address makes a name fit for a URL.
func address(name string) string { return strings.ReplaceAll(check.Key(name), " ", "-") }

// OwnFront finds the public face of the network in which somebody works.
func (s *Service) OwnFront(ctx context.Context, sc access.Scope) (out Front, err error) {
	if err := sc.Require(access.NetworkRead); err != nil {
		return out, err
	}
	var slug string
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		slug, err = operation.Found(db.Get[string](tx, db.Q(`SELECT n.slug FROM network n WHERE n.id = $1 LIMIT 1`, sc.Network())))
		return err
	})
	if err != nil {
		return out, operation.Wrap("read own front", err)
	}
	return s.Front(ctx, slug, "")
}
