package engagement

import "schakel/internal/domain/need"

// Verdicts is what schools and companies said of engagements afterwards, for the ranking of companies: how often schools said how it
// went, the sum of their scores, and what the company said last about once more. It counts over the whole network (wall): only
// numbers are used, words stay with who may read the engagement.
var Verdicts = need.Signal{Kind: need.SignalVerdict, SQL: `
	SELECT v.organisation_id, COUNT(*) FILTER (WHERE v.side = 'school') AS n, COALESCE(SUM(v.score) FILTER (WHERE v.side = 'school'), 0) AS used,
		COALESCE((SELECT l.again FROM engagement_evaluation l WHERE l.network_id = v.network_id AND l.organisation_id = v.organisation_id AND l.side = 'company'
			ORDER BY l.said_at DESC, l.id DESC LIMIT 1), '') AS text
	FROM engagement_evaluation v WHERE {wall:v} GROUP BY v.network_id, v.organisation_id`}
