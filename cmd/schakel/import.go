package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"schakel/internal/app"
	"schakel/internal/domain/geo"
	"schakel/internal/domain/network"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/check"
	"schakel/internal/platform/config"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/i18n"
	"schakel/internal/platform/id"
	"schakel/internal/web/locale"
)

type importCmd struct {
	DUO       duoCmd       `cmd:"" name:"duo" help:"Propose, and with --apply make, schools from DUO's file of locations (02 alle vestigingen vo)."`
	Postcodes postcodesCmd `cmd:"" help:"Load postcodes with their places from GeoNames' file (NL.txt)."`
	Outlines  outlinesCmd  `cmd:"" help:"Load the outlines of municipalities for the map from a GeoJSON file of CBS or PDOK."`
}

type duoCmd struct {
	config.Config `embed:""`
	File          string   `arg:"" type:"existingfile" help:"DUO's file."`
	Network       string   `required:"" help:"Short name of the network."`
	Municipality  []string `help:"Municipalities to take, by name or code."`
	RMC           []string `name:"rmc" help:"RMC regions to take, by name or code."`
	All           bool     `help:"Also locations without vmbo or practical education."`
	Under         string   `help:"Name of the unit below which new schools hang. Default: the network itself."`
	Apply         bool     `help:"Make and update the schools; without it they are only listed."`
}

// Run lists what an import would do, and does it with --apply.
func (d *duoCmd) Run(ctx context.Context) error {
	return with(ctx, &d.Config, func(a *app.App) error {
		r, err := os.Open(d.File)
		if err != nil {
			return err
		}
		defer r.Close()
		file, err := relation.ReadSchools(r)
		if err != nil {
			return words(d.Locale, err)
		}
		net, err := networkBySlug(ctx, a.Kit.DB, d.Network)
		if err != nil {
			return err
		}
		sc := access.System(net, "import duo")
		proposals, err := a.Relation.ProposeSchools(ctx, sc, file, relation.SchoolFilter{Municipalities: d.Municipality, RMC: d.RMC, All: d.All})
		if err != nil {
			return words(d.Locale, err)
		}
		d.list(os.Stdout, file, proposals)
		if !d.Apply || len(proposals) == 0 {
			return nil
		}
		return d.apply(ctx, a, sc, file, proposals)
	})
}

func (d *duoCmd) list(out io.Writer, file relation.SchoolFile, proposals []relation.SchoolProposal) {
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	for _, p := range proposals {
		var changes []string
		for _, c := range p.Changes {
			changes = append(changes, fmt.Sprintf("%s: %q → %q", c.Field, c.Before, c.After))
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", p.Outcome, p.BRIN, p.ShortName, p.Place, strings.Join(changes, "; "))
	}
	_ = w.Flush() // to the terminal
	p := printer(d.Locale)
	for _, e := range file.Errors {
		_, _ = fmt.Fprintf(out, "line %d, %s: %s\n", e.Line, e.Field, p.T(e.Key, e.Args...))
	}
	if !d.Apply {
		_, _ = fmt.Fprintf(out, "%d schools proposed; nothing is written without --apply\n", len(proposals))
	}
}

func (d *duoCmd) apply(ctx context.Context, a *app.App, sc access.Scope, file relation.SchoolFile, proposals []relation.SchoolProposal) error {
	units, err := a.Network.Tree(ctx, sc)
	if err != nil {
		return words(d.Locale, err)
	}
	parent, err := unitByName(units, d.Under)
	if err != nil {
		return err
	}
	var choices []relation.SchoolChoice
	for _, p := range proposals {
		choices = append(choices, relation.SchoolChoice{BRIN: p.BRIN, Parent: parent})
	}
	done, err := a.Relation.ApplySchools(ctx, sc, file, choices)
	if err != nil {
		return words(d.Locale, err)
	}
	fmt.Printf("%d schools made, %d updated, %d unchanged\n", done.Created, done.Updated, done.Unchanged)
	return nil
}

// unitByName finds the one unit with the name; empty is the root.
func unitByName(units []network.Unit, name string) (id.ID, error) {
	var found []id.ID
	for _, u := range units {
		if name == "" && u.Parent == "" || name != "" && check.Key(u.Name) == check.Key(name) {
			found = append(found, u.ID)
		}
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%d units are called %q", len(found), name)
	}
	return found[0], nil
}

func networkBySlug(ctx context.Context, d *db.DB, slug string) (found id.ID, err error) {
	err = d.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		found, err = db.Get[id.ID](tx, db.Q(`SELECT id FROM network WHERE slug = $1 AND deleted_at IS NULL LIMIT 1`, slug))
		return err
	})
	if errors.Is(err, db.ErrNoRow) {
		return "", fmt.Errorf("there is no network %q", slug)
	}
	return found, err
}

type postcodesCmd struct {
	config.Config `embed:""`
	File          string `arg:"" type:"existingfile" help:"GeoNames' file."`
}

// Run loads the postcodes and gives every organisation that has none yet its place on the map.
func (p *postcodesCmd) Run(ctx context.Context) error {
	return with(ctx, &p.Config, func(a *app.App) error {
		r, err := os.Open(p.File)
		if err != nil {
			return err
		}
		defer r.Close()
		var scopes []access.Scope
		err = a.Kit.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
			networks, err := db.Select[id.ID](tx, db.Q(`SELECT id FROM network WHERE deleted_at IS NULL ORDER BY id LIMIT 10000`))
			for _, n := range networks {
				scopes = append(scopes, access.System(n, "import postcodes"))
			}
			return err
		})
		if err != nil {
			return err
		}
		postcodes, located, err := geo.Import(ctx, a.Kit, r, scopes...)
		if err != nil {
			return words(p.Locale, err)
		}
		fmt.Printf("%d postcodes loaded, %d organisations found on the map\n", postcodes, located)
		return nil
	})
}

func printer(lang string) *i18n.Printer {
	l, _ := i18n.ParseLang(lang)
	return locale.Catalog().Printer(l)
}

// words turns a fault into a sentence in the configured language.
func words(lang string, err error) error {
	f, ok := fault.As(err)
	if !ok {
		return err
	}
	p := printer(lang)
	if len(f.Fields) == 0 {
		return errors.New(p.T(f.Key, f.Args...))
	}
	var parts []string
	for _, m := range f.Fields {
		parts = append(parts, p.T(m.Key, m.Args...))
	}
	return errors.New(strings.Join(parts, " "))
}

type outlinesCmd struct {
	config.Config `embed:""`
	File          string `arg:"" type:"existingfile" help:"GeoJSON file in WGS 84."`
}

// Run loads the outlines.
func (o *outlinesCmd) Run(ctx context.Context) error {
	return with(ctx, &o.Config, func(a *app.App) error {
		r, err := os.Open(o.File)
		if err != nil {
			return err
		}
		defer r.Close()
		n, err := geo.LoadOutlines(ctx, a.Kit.DB, r)
		if err == nil {
			fmt.Printf("%d outlines\n", n)
		}
		return err
	})
}
