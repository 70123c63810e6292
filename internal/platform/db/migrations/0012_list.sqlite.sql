-- +goose Up
-- Lists: tags, saved views, bulk changes, and what the orders of lists need: the latest contact and the organisation's name where
-- the row is, kept by triggers whoever writes.

CREATE TABLE tag (
    network_id   TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id           TEXT    NOT NULL, -- [C1|identify|relation+2y]
    name         TEXT    NOT NULL, -- [C1|word that people put on organisations|relation+2y]
    name_key     TEXT    NOT NULL, -- [C1|folded name, to find and to keep unique|relation+2y]
    created_at   BIGINT  NOT NULL, -- [C1|history|relation+2y]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    deleted_at   BIGINT, -- [SYS|bin|relation+2y]
    deleted_op   TEXT, -- [SYS|undo|relation+2y]
    CONSTRAINT tag_pk PRIMARY KEY (network_id, id),
    CONSTRAINT tag_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);
CREATE UNIQUE INDEX tag_uq ON tag (network_id, name_key) WHERE deleted_at IS NULL;

-- One row per pair for ever: taking a tag off bins the row, putting it on again takes it out of the bin.
CREATE TABLE organisation_tag (
    network_id      TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id              TEXT    NOT NULL, -- [C1|identify|relation+2y]
    organisation_id TEXT    NOT NULL, -- [C1|who has the tag|relation+2y]
    tag_id          TEXT    NOT NULL, -- [C1|which|relation+2y]
    created_at      BIGINT  NOT NULL, -- [C1|history|relation+2y]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    deleted_at      BIGINT, -- [SYS|bin|relation+2y]
    deleted_op      TEXT, -- [SYS|undo|relation+2y]
    CONSTRAINT organisation_tag_pk PRIMARY KEY (network_id, id),
    CONSTRAINT organisation_tag_uq UNIQUE (network_id, organisation_id, tag_id),
    CONSTRAINT organisation_tag_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT organisation_tag_tag_fk FOREIGN KEY (network_id, tag_id) REFERENCES tag (network_id, id)
);
CREATE INDEX organisation_tag_tag_ix ON organisation_tag (network_id, tag_id, organisation_id) WHERE deleted_at IS NULL;

CREATE TABLE saved_view (
    network_id   TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id           TEXT    NOT NULL, -- [C1|identify|relation+2y]
    account_id   TEXT    NOT NULL, -- [C2|whose view|relation+2y]
    unit_id      TEXT, -- [C1|published to this unit and what is below it; empty: private|relation+2y]
    list         TEXT    NOT NULL, -- [C1|organisations, people, relationships, actions|relation+2y]
    name         TEXT    NOT NULL, -- [C1|name in the menu|relation+2y]
    params       TEXT    NOT NULL, -- [C2|query, columns, sort and group as an address|relation+2y]
    created_at   BIGINT  NOT NULL, -- [C1|history|relation+2y]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    deleted_at   BIGINT, -- [SYS|bin|relation+2y]
    deleted_op   TEXT, -- [SYS|undo|relation+2y]
    CONSTRAINT saved_view_pk PRIMARY KEY (network_id, id),
    CONSTRAINT saved_view_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT saved_view_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id)
);
CREATE INDEX saved_view_account_ix ON saved_view (network_id, account_id, list) WHERE deleted_at IS NULL;
CREATE INDEX saved_view_unit_ix ON saved_view (network_id, unit_id, list) WHERE deleted_at IS NULL AND unit_id IS NOT NULL;

-- The view in which somebody's list opens.
CREATE TABLE default_view (
    network_id   TEXT    NOT NULL, -- [SYS|wall|account]
    account_id   TEXT    NOT NULL, -- [C2|whose|account]
    list         TEXT    NOT NULL, -- [C1|which list|account]
    view_id      TEXT    NOT NULL, -- [C1|opens in this view|account]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|account]
    CONSTRAINT default_view_pk PRIMARY KEY (network_id, account_id, list),
    CONSTRAINT default_view_view_fk FOREIGN KEY (network_id, view_id) REFERENCES saved_view (network_id, id),
    CONSTRAINT default_view_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
);

-- A change of many rows in one go. Its id is the batch under which the history keeps what each row was.
CREATE TABLE bulk_change (
    network_id   TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id           TEXT    NOT NULL, -- [C1|identify, and the batch|relation+2y]
    account_id   TEXT    NOT NULL, -- [C2|who|relation+2y]
    unit_id      TEXT, -- [C1|for which unit|relation+2y]
    what         TEXT    NOT NULL, -- [C1|owner, status, depth, tag, untag, plan|relation+2y]
    value        TEXT    NOT NULL DEFAULT '', -- [C2|to what, as shown|relation+2y]
    reason       TEXT    NOT NULL DEFAULT '', -- [C2|why|relation+2y]
    changed      INTEGER NOT NULL DEFAULT 0, -- [C1|how many rows|relation+2y]
    created_at   BIGINT  NOT NULL, -- [C1|when|relation+2y]
    undone_at    BIGINT, -- [C1|when undone|relation+2y]
    kept         INTEGER NOT NULL DEFAULT 0, -- [C1|how many rows the undo left alone|relation+2y]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    deleted_at   BIGINT, -- [SYS|bin|relation+2y]
    deleted_op   TEXT, -- [SYS|undo|relation+2y]
    CONSTRAINT bulk_change_pk PRIMARY KEY (network_id, id),
    CONSTRAINT bulk_change_account_fk FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT bulk_change_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id)
);
CREATE INDEX bulk_change_account_ix ON bulk_change (network_id, account_id, created_at, id);

ALTER TABLE organisation ADD COLUMN last_contact_at BIGINT NOT NULL DEFAULT 0; -- [C1|the latest contact, to sort and filter by|relation+2y]
ALTER TABLE relationship ADD COLUMN last_contact_at BIGINT NOT NULL DEFAULT 0; -- [C1|the organisation's latest contact|relation+2y]
ALTER TABLE relationship ADD COLUMN name_key TEXT NOT NULL DEFAULT ''; -- [C1|the organisation's folded name|relation+2y]

UPDATE organisation SET last_contact_at = COALESCE((SELECT MAX(m.at) FROM contact_moment m
    WHERE m.network_id = organisation.network_id AND m.organisation_id = organisation.id AND m.deleted_at IS NULL), 0);
UPDATE relationship SET
    last_contact_at = (SELECT o.last_contact_at FROM organisation o WHERE o.network_id = relationship.network_id AND o.id = relationship.organisation_id),
    name_key = (SELECT o.name_key FROM organisation o WHERE o.network_id = relationship.network_id AND o.id = relationship.organisation_id);

CREATE INDEX organisation_last_ix ON organisation (network_id, kind, last_contact_at, id) WHERE deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX organisation_created_ix ON organisation (network_id, kind, created_at, id) WHERE deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX relationship_name_ix ON relationship (network_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX relationship_last_ix ON relationship (network_id, last_contact_at, id) WHERE deleted_at IS NULL;
CREATE INDEX relationship_status_ix ON relationship (network_id, status, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX relationship_depth_ix ON relationship (network_id,
    (CASE depth WHEN 'acquaintance' THEN 1 WHEN 'visit' THEN 2 WHEN 'lesson' THEN 3 WHEN 'maker' THEN 4 ELSE 5 END), name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX relationship_owner_ix ON relationship (network_id, owner_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX next_action_open_ix ON next_action (network_id, due_on, id) WHERE done_at IS NULL AND deleted_at IS NULL;
CREATE INDEX next_action_done_ix ON next_action (network_id, done_at, id) WHERE done_at IS NOT NULL AND deleted_at IS NULL;

-- +goose StatementBegin
CREATE TRIGGER contact_moment_last_added AFTER INSERT ON contact_moment WHEN NEW.deleted_at IS NULL
BEGIN
    UPDATE organisation SET last_contact_at = NEW.at WHERE network_id = NEW.network_id AND id = NEW.organisation_id AND last_contact_at < NEW.at;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contact_moment_last_changed AFTER UPDATE OF at, organisation_id, deleted_at ON contact_moment
BEGIN
    UPDATE organisation SET last_contact_at = COALESCE((SELECT MAX(m.at) FROM contact_moment m
            WHERE m.network_id = organisation.network_id AND m.organisation_id = organisation.id AND m.deleted_at IS NULL), 0)
        WHERE network_id = NEW.network_id AND id IN (OLD.organisation_id, NEW.organisation_id);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contact_moment_last_removed AFTER DELETE ON contact_moment
BEGIN
    UPDATE organisation SET last_contact_at = COALESCE((SELECT MAX(m.at) FROM contact_moment m
            WHERE m.network_id = organisation.network_id AND m.organisation_id = organisation.id AND m.deleted_at IS NULL), 0)
        WHERE network_id = OLD.network_id AND id = OLD.organisation_id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER organisation_sorts_changed AFTER UPDATE OF name_key, last_contact_at ON organisation
WHEN NEW.name_key <> OLD.name_key OR NEW.last_contact_at <> OLD.last_contact_at
BEGIN
    UPDATE relationship SET name_key = NEW.name_key, last_contact_at = NEW.last_contact_at WHERE network_id = NEW.network_id AND organisation_id = NEW.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER relationship_sorts_added AFTER INSERT ON relationship
BEGIN
    UPDATE relationship SET
        name_key = (SELECT o.name_key FROM organisation o WHERE o.network_id = NEW.network_id AND o.id = NEW.organisation_id),
        last_contact_at = (SELECT o.last_contact_at FROM organisation o WHERE o.network_id = NEW.network_id AND o.id = NEW.organisation_id)
    WHERE network_id = NEW.network_id AND id = NEW.id;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER relationship_sorts_moved AFTER UPDATE OF organisation_id ON relationship WHEN NEW.organisation_id <> OLD.organisation_id
BEGIN
    UPDATE relationship SET
        name_key = (SELECT o.name_key FROM organisation o WHERE o.network_id = NEW.network_id AND o.id = NEW.organisation_id),
        last_contact_at = (SELECT o.last_contact_at FROM organisation o WHERE o.network_id = NEW.network_id AND o.id = NEW.organisation_id)
    WHERE network_id = NEW.network_id AND id = NEW.id;
END;
-- +goose StatementEnd
