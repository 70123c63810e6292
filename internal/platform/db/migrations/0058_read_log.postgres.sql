-- +goose Up
-- The read log of pupils' data: who was shown whose data, on which page and for which purpose. Who it was stands in the audit log, under the
-- same operation. It is written before the page is sent.

CREATE TABLE read_entry (
    network_id   TEXT   NOT NULL, -- [SYS|wall|2y]
    id           TEXT   NOT NULL, -- [C2|identify|2y]
    unit_id      TEXT   NOT NULL, -- [C2|whose pupils: the school|2y]
    at           BIGINT NOT NULL, -- [C2|when|2y]
    view         TEXT   NOT NULL, -- [C2|on which page|2y]
    purpose      TEXT   NOT NULL, -- [C2|what for|2y]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row, which says who|2y]
    CONSTRAINT read_entry_pk PRIMARY KEY (network_id, id),
    CONSTRAINT read_entry_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id)
);
CREATE INDEX read_entry_at_ix ON read_entry (network_id, at, id);

CREATE TABLE read_subject (
    network_id TEXT NOT NULL, -- [SYS|wall|2y]
    entry_id   TEXT NOT NULL, -- [C2|which reading|2y]
    subject_id TEXT NOT NULL, -- [C3|whose data were shown|2y]
    CONSTRAINT read_subject_pk PRIMARY KEY (network_id, subject_id, entry_id),
    CONSTRAINT read_subject_entry_fk FOREIGN KEY (network_id, entry_id) REFERENCES read_entry (network_id, id)
);
CREATE INDEX read_subject_entry_ix ON read_subject (network_id, entry_id);

-- A reading never changes; it goes after its time.
CREATE TRIGGER read_entry_no_update BEFORE UPDATE ON read_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER read_subject_no_update BEFORE UPDATE ON read_subject FOR EACH ROW EXECUTE FUNCTION refuse_change();
