package identity

import (
	"context"
	"slices"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Provider is a sign-in service outside Schakel (OpenID Connect) that people of a unit use: Dutch "inlogdienst".
//
// It is trusted within its network and nowhere else, and for nobody whose roles guard something above its unit. It is switched on
// after a test that came back well.
type Provider struct {
	ID           id.ID      `db:"id"`
	Unit         id.ID      `db:"unit_id"`
	UnitName     string     `db:"unit_name"`
	Name         string     `db:"name"`
	Issuer       string     `db:"issuer"`
	ClientID     string     `db:"client_id"`
	HasSecret    bool       `db:"has_secret"`
	Domains      db.Strings `db:"domains"`
	Second       SecondRule `db:"second"`
	SecondValues db.Strings `db:"second_values"`
	TestedAt     *time.Time `db:"tested_at"`
	EnabledAt    *time.Time `db:"enabled_at"`
	Version      int        `db:"version"`
	Linked       int        `db:"linked"` // people who are known by it
}

// SecondRule says whether a provider stands for the second step of signing in.
type SecondRule string

// The rules.
const (
	SecondNo     SecondRule = "no"
	SecondAlways SecondRule = "always"
	SecondValues SecondRule = "values" // when acr is, or amr holds, one of the values
)

// ProviderInput is the form of a provider.
type ProviderInput struct {
	Unit         id.ID
	Name         string
	Issuer       string
	ClientID     string
	Secret       string // empty: as it was
	Domains      string // with spaces or commas
	Second       string
	SecondValues string // with spaces or commas
	Version      int
}

const (
	mostProviders  = 200
	selectProvider = `SELECT p.id, p.unit_id, u.name AS unit_name, p.name, p.issuer, p.client_id, p.client_secret <> '' AS has_secret, p.domains,
		p.second, p.second_values, p.tested_at, p.enabled_at, p.version,
		(SELECT COUNT(*) FROM sign_in_identity i WHERE i.network_id = p.network_id AND i.issuer = p.issuer) AS linked
	FROM sign_in_provider p JOIN unit u ON u.network_id = p.network_id AND u.id = p.unit_id`
)

// Providers lists the services in reach, the oldest first.
func (s *Service) Providers(ctx context.Context, sc access.Scope) (list []Provider, err error) {
	if err := sc.Require(access.ProviderManage); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		list, err = db.Select[Provider](tx, sc.Bind(selectProvider+` WHERE {provider.manage:p} AND p.deleted_at IS NULL ORDER BY p.created_at, p.id LIMIT 200`))
		return err
	})
	return list, operation.Wrap("list providers", err)
}

// ProviderOf returns one.
func (s *Service) ProviderOf(ctx context.Context, sc access.Scope, key id.ID) (p Provider, err error) {
	if err := sc.Require(access.ProviderManage); err != nil {
		return p, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		p, err = providerTx(tx, sc, key)
		return err
	})
	return p, operation.Wrap("provider", err)
}

func providerTx(tx *db.Tx, sc access.Scope, key id.ID) (Provider, error) {
	return operation.Found(db.Get[Provider](tx, sc.Bind(selectProvider+` WHERE {provider.manage:p} AND p.id = $1 AND p.deleted_at IS NULL LIMIT 1`, key)))
}

// checkProvider puts a form in order.
func (s *Service) checkProvider(in *ProviderInput) (domains, values db.Strings, err error) {
	f := fault.Fields{}
	in.Name = check.Line(f, "name", in.Name, 2, 60)
	in.Issuer = check.Line(f, "issuer", in.Issuer, 8, 300)
	if f["issuer"].Key == "" && !s.openid.Allows(in.Issuer) {
		f.Add("issuer", "identity.provider.issuer_bad")
	}
	in.ClientID = check.Line(f, "client_id", in.ClientID, 1, 300)
	in.Secret = check.OptionalLine(f, "secret", in.Secret, 500)
	domains = words(f, "domains", strings.ToLower(in.Domains))
	for _, d := range domains {
		if strings.ContainsAny(d, "@/:") || !strings.Contains(d, ".") {
			f.Add("domains", "identity.provider.domain_bad", d)
		}
	}
	rule := check.Choice(f, "second", in.Second, SecondNo, SecondAlways, SecondValues)
	if rule == SecondValues {
		if values = words(f, "second_values", in.SecondValues); len(values) == 0 {
			f.Add("second_values", "field.required")
		}
	}
	return domains, values, f.Err()
}

// words takes a list apart.
func words(f fault.Fields, field, text string) db.Strings {
	text = check.OptionalLine(f, field, text, 500)
	out := db.Strings{}
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// AddProvider describes a new service. It is off until a test came back well and somebody switches it on.
func (s *Service) AddProvider(ctx context.Context, sc access.Scope, in ProviderInput) (key id.ID, err error) {
	if err := sc.Require(access.ProviderManage); err != nil {
		return "", err
	}
	if in.Unit == "" {
		return "", fault.Fields{"unit": {Key: "field.required"}}.Err()
	}
	if err := sc.RequireOn(access.ProviderManage, in.Unit); err != nil {
		return "", err
	}
	domains, values, err := s.checkProvider(&in)
	if err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := db.Get[int](op.Tx, db.Q(`SELECT COUNT(*) FROM sign_in_provider WHERE network_id = $1 AND deleted_at IS NULL`, op.Network()))
		if err != nil {
			return err
		}
		if n >= mostProviders {
			return fault.Conflict("identity.provider.most", mostProviders)
		}
		key = op.NewID()
		sealed, err := s.sealSecret(key, in.Secret)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "provider.added", Object: "provider", ID: key, Unit: in.Unit, Detail: map[string]string{"name": in.Name, "issuer": in.Issuer, "second": in.Second}})
		return op.Insert(`INSERT INTO sign_in_provider (network_id, id, unit_id, name, issuer, client_id, client_secret, domains, second, second_values, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			op.Network(), key, in.Unit, in.Name, in.Issuer, in.ClientID, sealed, domains, in.Second, values, op.At, op.ID)
	})
	return key, operation.Wrap("add provider", err)
}

func (s *Service) sealSecret(provider id.ID, secret string) (string, error) {
	if secret == "" {
		return "", nil
	}
	return s.vault.seal([]byte(secret), "provider:"+string(provider))
}

// withProvider runs a change of a service that the principal looks after. Others who change it, or come back from it, wait.
func (s *Service) withProvider(ctx context.Context, sc access.Scope, key id.ID, what string, do func(op *operation.Op, was Provider) error) error {
	if err := sc.Require(access.ProviderManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if err := lockProvider(op, key); err != nil {
			return err
		}
		was, err := providerTx(op.Tx, sc, key)
		if err != nil {
			return err
		}
		return do(op, was)
	})
	return operation.Wrap(what, err)
}

// lockProvider makes others who change the service, or lean on it, wait until this is done.
func lockProvider(op *operation.Op, key id.ID) error { return op.Lock("provider:" + string(key)) }

// EditProvider changes the description. Another issuer or client is another service: it goes off until it was tested, and what it had
// begun ends. Another rule for the second step ends its sessions too.
func (s *Service) EditProvider(ctx context.Context, sc access.Scope, key id.ID, in ProviderInput) error {
	var before string
	err := s.withProvider(ctx, sc, key, "edit provider", func(op *operation.Op, was Provider) error {
		before = was.Issuer
		domains, values, err := s.checkProvider(&in)
		if err != nil {
			return err
		}
		other := in.Issuer != was.Issuer || in.ClientID != was.ClientID
		tested, enabled := was.TestedAt, was.EnabledAt
		if other {
			enabled = nil
		}
		secret := in.Secret != "" || other // a secret goes to nobody else than whom it was typed for
		if secret {
			tested = nil
		}
		sealed, err := s.sealSecret(key, in.Secret)
		if err != nil {
			return err
		}
		err = operation.Changed(op.Exec(`UPDATE sign_in_provider AS p SET name = $3, issuer = $4, client_id = $5, domains = $6, second = $7, second_values = $8, version = version + 1, operation_id = $9,
				client_secret = CASE WHEN $10 THEN $11 ELSE client_secret END, tested_at = $12, enabled_at = $13
			WHERE {provider.manage:p} AND p.id = $1 AND p.version = $2 AND p.deleted_at IS NULL`,
			key, in.Version, in.Name, in.Issuer, in.ClientID, domains, in.Second, values, op.ID, secret, sealed, tested, enabled))
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "provider.edited", Object: "provider", ID: key, Unit: was.Unit, Detail: map[string]string{"name": in.Name, "issuer": in.Issuer, "second": in.Second}})
		if other || SecondRule(in.Second) != was.Second || !slices.Equal(values, was.SecondValues) {
			return endByProviderTx(op, key)
		}
		return nil
	})
	if err == nil {
		s.openid.Forget(before)
	}
	return err
}

// endByProviderTx ends what a service began: sessions, and sign-ins under way.
func endByProviderTx(op *operation.Op, key id.ID) error {
	if _, err := op.Tx.Exec(db.Q(`UPDATE session SET revoked_at = $2 WHERE provider_id = $1 AND revoked_at IS NULL`, key, op.At)); err != nil {
		return err
	}
	_, err := op.Tx.Exec(db.Q(`DELETE FROM sign_in_pending WHERE network_id = $1 AND provider_id = $2`, op.Network(), key))
	return err
}

// SwitchProvider puts a service on or off. Off counts at once: sessions that it began end.
func (s *Service) SwitchProvider(ctx context.Context, sc access.Scope, key id.ID, on bool) error {
	return s.withProvider(ctx, sc, key, "switch provider", func(op *operation.Op, was Provider) error {
		if on && was.TestedAt == nil {
			return fault.Conflict("identity.provider.untested")
		}
		var at *time.Time
		if on {
			at = &op.At
		}
		err := operation.Changed(op.Exec(`UPDATE sign_in_provider AS p SET enabled_at = $2, version = version + 1, operation_id = $3 WHERE {provider.manage:p} AND p.id = $1 AND p.deleted_at IS NULL`, key, at, op.ID))
		if err != nil {
			return err
		}
		if on {
			op.Audit(audit.Entry{Action: "provider.on", Object: "provider", ID: key, Unit: was.Unit})
			return nil
		}
		op.Audit(audit.Entry{Action: "provider.off", Object: "provider", ID: key, Unit: was.Unit})
		return endByProviderTx(op, key)
	})
}

// RemoveProvider takes a service away, with the identities that no other service of the network vouches for.
func (s *Service) RemoveProvider(ctx context.Context, sc access.Scope, key id.ID) error {
	return s.withProvider(ctx, sc, key, "remove provider", func(op *operation.Op, was Provider) error {
		err := operation.Changed(op.Exec(`UPDATE sign_in_provider AS p SET deleted_at = $2, deleted_op = $3, enabled_at = NULL, client_secret = '', version = version + 1, operation_id = $3
			WHERE {provider.manage:p} AND p.id = $1 AND p.deleted_at IS NULL`, key, op.At, op.ID))
		if err != nil {
			return err
		}
		_, err = op.Tx.Exec(db.Q(`DELETE FROM sign_in_identity WHERE network_id = $1 AND issuer = $2
			AND NOT EXISTS (SELECT 1 FROM sign_in_provider o WHERE o.network_id = $1 AND o.issuer = $2 AND o.deleted_at IS NULL)`, op.Network(), was.Issuer))
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "provider.removed", Object: "provider", ID: key, Unit: was.Unit, Detail: map[string]string{"name": was.Name}})
		return endByProviderTx(op, key)
	})
}
