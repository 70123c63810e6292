-- +goose Up
-- What goes for good: rows that were emptied, the proof that somebody was erased, and the bin in the order of its page. Besides,
-- through which umbrella an organisation is reached, and when whoever says to belong to one answered the mail.

ALTER TABLE organisation ADD COLUMN erased_at BIGINT; -- [SYS|emptied since; the id is left|relation+2y]
ALTER TABLE organisation ADD COLUMN via_id TEXT; -- [C1|umbrella through which we reach it|relation+2y]
ALTER TABLE person ADD COLUMN erased_at BIGINT; -- [SYS|emptied since; the id is left|relation+2y]
ALTER TABLE membership_claim ADD COLUMN lang TEXT NOT NULL DEFAULT 'nl'; -- [C1|language of the mails about it|relation+2y]
ALTER TABLE membership_claim ADD COLUMN answered_at BIGINT; -- [C1|when the mail address answered; empty for who came by its own link|relation+2y]

CREATE INDEX organisation_bin_ix ON organisation (network_id, deleted_at, id) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
CREATE INDEX organisation_via_ix ON organisation (network_id, via_id) WHERE via_id IS NOT NULL AND deleted_at IS NULL AND merged_into IS NULL;
CREATE INDEX person_bin_ix ON person (network_id, deleted_at, id) WHERE deleted_at IS NOT NULL AND erased_at IS NULL;
CREATE INDEX position_bin_ix ON position (network_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX umbrella_membership_bin_ix ON umbrella_membership (network_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX relationship_bin_ix ON relationship (network_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX contact_moment_bin_ix ON contact_moment (network_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX next_action_bin_ix ON next_action (network_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX note_template_bin_ix ON note_template (network_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX saved_view_bin_ix ON saved_view (network_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX file_bin_ix ON file (network_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
CREATE INDEX contact_moment_person_ix ON contact_moment (network_id, person_id, at) WHERE person_id IS NOT NULL;
CREATE INDEX next_action_person_ix ON next_action (network_id, person_id) WHERE person_id IS NOT NULL;
CREATE INDEX audit_event_operation_ix ON audit_event (network_id, operation_id);
CREATE INDEX membership_claim_state_ix ON membership_claim (network_id, state, created_at, id);

-- The proof that a person was erased: what was taken away, what stays and why, without anything that tells who it was.
CREATE TABLE erasure (
    network_id   TEXT   NOT NULL, -- [SYS|wall|network+7y]
    id           TEXT   NOT NULL, -- [C1|identify|network+7y]
    person_id    TEXT   NOT NULL, -- [C1|the emptied row|network+7y]
    why          TEXT   NOT NULL, -- [C1|asked, wrong or retention|network+7y]
    erased       TEXT   NOT NULL, -- [C1|what went, counted, JSON|network+7y]
    stays        TEXT   NOT NULL, -- [C1|what stays, counted, JSON|network+7y]
    account_id   TEXT, -- [C2|by whom of us|network+7y]
    at           BIGINT NOT NULL, -- [C1|when|network+7y]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|network+7y]
    CONSTRAINT erasure_pk PRIMARY KEY (network_id, id),
    CONSTRAINT erasure_person_fk FOREIGN KEY (network_id, person_id) REFERENCES person (network_id, id)
);
CREATE INDEX erasure_person_ix ON erasure (network_id, person_id, at);
