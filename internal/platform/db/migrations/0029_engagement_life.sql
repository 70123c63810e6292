-- +goose Up
-- What can happen to an agreement besides moving and cancelling: it waits for a date, it moves online and back, another company takes
-- its place.

ALTER TABLE occurrence ADD COLUMN postponed_at BIGINT; -- [C1|waits for a date since; it is cancelled as long as it waits|engagement]
ALTER TABLE occurrence ADD COLUMN meeting_url TEXT NOT NULL DEFAULT ''; -- [C1|where the meeting is while it is online|engagement]
ALTER TABLE occurrence ADD COLUMN place_before TEXT NOT NULL DEFAULT ''; -- [C1|where it was before it moved online|engagement]
ALTER TABLE occurrence_move ADD COLUMN from_place TEXT NOT NULL DEFAULT ''; -- [C1|where it was|engagement]
ALTER TABLE occurrence_move ADD COLUMN to_place TEXT NOT NULL DEFAULT ''; -- [C1|where it became|engagement]

CREATE TABLE occurrence_postponement (
    network_id    TEXT   NOT NULL, -- [SYS|wall|engagement]
    id            TEXT   NOT NULL, -- [C1|identify|engagement]
    occurrence_id TEXT   NOT NULL, -- [C1|of what|engagement]
    unit_id       TEXT   NOT NULL, -- [C1|owner|engagement]
    by_party      TEXT   NOT NULL, -- [C1|who could not: school or company|engagement]
    reason        TEXT   NOT NULL, -- [C1|why, kept for the report|engagement]
    was_on        TEXT   NOT NULL, -- [C1|day on which it was planned|engagement]
    postponed_at  BIGINT NOT NULL, -- [C1|when|engagement]
    postponed_by  TEXT, -- [C2|by whom of us|engagement]
    operation_id  TEXT   NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT occurrence_postponement_pk PRIMARY KEY (network_id, id),
    CONSTRAINT occurrence_postponement_occurrence_fk FOREIGN KEY (network_id, occurrence_id) REFERENCES occurrence (network_id, id),
    CONSTRAINT occurrence_postponement_party_ck CHECK (by_party IN ('school', 'company'))
);
CREATE INDEX occurrence_postponement_occurrence_ix ON occurrence_postponement (network_id, occurrence_id, postponed_at);

ALTER TABLE engagement ADD COLUMN replaces_id TEXT; -- [C1|the agreement whose place it took|engagement]
CREATE UNIQUE INDEX engagement_replaces_uq ON engagement (network_id, replaces_id) WHERE replaces_id IS NOT NULL AND deleted_at IS NULL;
