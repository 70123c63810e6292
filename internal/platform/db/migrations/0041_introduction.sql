-- +goose Up
-- Who brought in whom: an ambassador opens the door of another organisation. Both timelines show it.

CREATE TABLE introduction (
    network_id         TEXT    NOT NULL, -- [SYS|wall|relation]
    id                 TEXT    NOT NULL, -- [C1|identify|relation]
    unit_id            TEXT    NOT NULL, -- [C1|owner: the unit that recorded it|relation]
    by_organisation_id TEXT    NOT NULL, -- [C1|who brought in|relation]
    by_person_id       TEXT, -- [C2|who of them|relation]
    organisation_id    TEXT    NOT NULL, -- [C1|who was brought in|relation]
    happened_on        TEXT    NOT NULL, -- [C1|when|relation]
    recorded_at        BIGINT  NOT NULL, -- [C1|when it was recorded|relation]
    recorded_by        TEXT, -- [C2|by whom of us|relation]
    version            INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation]
    operation_id       TEXT    NOT NULL, -- [SYS|trace to the audit row|relation]
    deleted_at         BIGINT, -- [SYS|bin|relation]
    deleted_op         TEXT, -- [SYS|undo|relation]
    CONSTRAINT introduction_pk PRIMARY KEY (network_id, id),
    CONSTRAINT introduction_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT introduction_by_fk FOREIGN KEY (network_id, by_organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT introduction_person_fk FOREIGN KEY (network_id, by_person_id) REFERENCES person (network_id, id),
    CONSTRAINT introduction_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id)
);
CREATE UNIQUE INDEX introduction_uq ON introduction (network_id, by_organisation_id, organisation_id) WHERE deleted_at IS NULL;
CREATE INDEX introduction_organisation_ix ON introduction (network_id, organisation_id) WHERE deleted_at IS NULL;
CREATE INDEX introduction_person_ix ON introduction (network_id, by_person_id) WHERE by_person_id IS NOT NULL;
