-- +goose Up
-- A merge moves five hundred contacts in one statement, and each of them looked for the latest contact of both organisations anew:
-- once per statement is enough.
DROP TRIGGER contact_moment_last_changed ON contact_moment;

-- +goose StatementBegin
CREATE FUNCTION keep_last_contacts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE organisation o SET last_contact_at = k.last_at
        FROM (SELECT c.network_id, c.organisation_id, COALESCE((SELECT MAX(m.at) FROM contact_moment m
                WHERE m.network_id = c.network_id AND m.organisation_id = c.organisation_id AND m.deleted_at IS NULL), 0) AS last_at
            FROM (SELECT w.network_id, w.organisation_id FROM was w JOIN became b ON b.network_id = w.network_id AND b.id = w.id
                    WHERE w.at <> b.at OR w.organisation_id <> b.organisation_id OR w.deleted_at IS DISTINCT FROM b.deleted_at
                UNION SELECT b.network_id, b.organisation_id FROM was w JOIN became b ON b.network_id = w.network_id AND b.id = w.id
                    WHERE w.organisation_id <> b.organisation_id) c) k
        WHERE o.network_id = k.network_id AND o.id = k.organisation_id AND o.last_contact_at <> k.last_at;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER contact_moment_last_changed AFTER UPDATE ON contact_moment REFERENCING OLD TABLE AS was NEW TABLE AS became
    FOR EACH STATEMENT EXECUTE FUNCTION keep_last_contacts();
