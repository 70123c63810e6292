-- +goose Up
-- Facilities: labs, rooms and machines that schools share, and what is booked in them besides engagements.

CREATE TABLE facility (
    network_id   TEXT    NOT NULL, -- [SYS|wall|network]
    id           TEXT    NOT NULL, -- [C1|identify|network]
    unit_id      TEXT    NOT NULL, -- [C1|owner: who keeps it|network]
    kind         TEXT    NOT NULL, -- [C1|lab, room, machine or vehicle|network]
    name         TEXT    NOT NULL, -- [C1|recognise|network]
    place        TEXT    NOT NULL DEFAULT '', -- [C1|where it is|network]
    seats        INTEGER NOT NULL DEFAULT 0, -- [C1|how many pupils fit, 0 when nobody said|network]
    description  TEXT    NOT NULL DEFAULT '', -- [C1|what is there and how one gets in|network]
    shared       BOOLEAN NOT NULL DEFAULT TRUE, -- [C1|other units may use it|network]
    created_at   BIGINT  NOT NULL, -- [C1|history|network]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    deleted_at   BIGINT, -- [SYS|is not used any more|network]
    deleted_op   TEXT, -- [SYS|undo|network]
    CONSTRAINT facility_pk PRIMARY KEY (network_id, id),
    CONSTRAINT facility_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT facility_seats_ck CHECK (seats >= 0)
);
CREATE INDEX facility_unit_ix ON facility (network_id, unit_id);

CREATE TABLE facility_booking (
    network_id   TEXT    NOT NULL, -- [SYS|wall|engagement]
    id           TEXT    NOT NULL, -- [C1|identify|engagement]
    facility_id  TEXT    NOT NULL, -- [C1|what is booked|engagement]
    unit_id      TEXT    NOT NULL, -- [C1|owner: the school that uses it|engagement]
    title        TEXT    NOT NULL, -- [C1|what for|engagement]
    held_on      TEXT    NOT NULL, -- [C1|day in Amsterdam|engagement]
    starts_at    BIGINT  NOT NULL, -- [C1|when|engagement]
    ends_at      BIGINT  NOT NULL, -- [C1|until|engagement]
    booked_at    BIGINT  NOT NULL, -- [C1|history|engagement]
    booked_by    TEXT, -- [C2|by whom|engagement]
    cancelled_at BIGINT, -- [C1|is not needed any more|engagement]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT facility_booking_pk PRIMARY KEY (network_id, id),
    CONSTRAINT facility_booking_facility_fk FOREIGN KEY (network_id, facility_id) REFERENCES facility (network_id, id),
    CONSTRAINT facility_booking_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT facility_booking_times_ck CHECK (ends_at > starts_at)
);
CREATE INDEX facility_booking_at_ix ON facility_booking (network_id, facility_id, held_on) WHERE cancelled_at IS NULL;
CREATE INDEX occurrence_facility_ix ON occurrence (network_id, facility_id, held_on) WHERE facility_id IS NOT NULL AND cancelled_at IS NULL;
