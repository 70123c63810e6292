package funding

import "schakel/internal/domain/need"

// OpenPledges is what umbrellas have left of their pledges for a calendar year, for each of their members: pledged less what was
// booked for the umbrella in that year, as far as the principal may see both. It weighs in the ranking of companies.
var OpenPledges = need.Signal{Kind: need.SignalPledge, SQL: `
	SELECT b.member_id AS organisation_id, u.pledged - u.booked AS n, 0 AS used, o.name AS text
	FROM (SELECT p.network_id, p.organisation_id, SUM(p.cents) AS pledged,
			COALESCE((SELECT SUM(c.cents) FROM contribution c WHERE {contribution.read:c} AND c.umbrella_id = p.organisation_id AND ` + counting + `
				AND SUBSTR(c.performed_on, 1, 4) = CAST(p.year AS TEXT)), 0) AS booked
		FROM pledge p WHERE {pledge.read:p} AND p.deleted_at IS NULL
			AND p.year = (SELECT CAST(SUBSTR(q.period_from, 1, 4) AS INTEGER) FROM need q WHERE {wall:q} AND q.id = $7)
		GROUP BY p.network_id, p.organisation_id, p.year) u
	JOIN umbrella_membership b ON b.network_id = u.network_id AND b.umbrella_id = u.organisation_id AND b.deleted_at IS NULL
		AND (b.valid_from IS NULL OR b.valid_from <= $4) AND (b.valid_to IS NULL OR b.valid_to >= $4)
	JOIN organisation o ON o.network_id = u.network_id AND o.id = u.organisation_id AND o.deleted_at IS NULL
	WHERE u.pledged > u.booked`}
