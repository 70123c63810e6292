-- +goose Up
-- A company also says on which days of the week, how long before and in which languages; and it rests as a whole, from a day until a
-- day, instead of item by item.

ALTER TABLE offer ADD COLUMN weekdays    TEXT    NOT NULL DEFAULT '[]'; -- [C1|days of the week that suit, JSON, 1 is Monday; empty is all|relation+2y]
ALTER TABLE offer ADD COLUMN notice_days INTEGER NOT NULL DEFAULT 0;    -- [C1|days between being asked and the day itself|relation+2y]
ALTER TABLE offer ADD COLUMN languages   TEXT    NOT NULL DEFAULT '[]'; -- [C1|languages besides Dutch, JSON|relation+2y]
ALTER TABLE registration ADD COLUMN weekdays TEXT NOT NULL DEFAULT '[]'; -- [C1|days of the week that suit, JSON; empty is all|registration+90d]

CREATE TABLE offer_pause (
    network_id      TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id              TEXT    NOT NULL, -- [C1|identify|relation+2y]
    organisation_id TEXT    NOT NULL, -- [C1|who rests|relation+2y]
    from_day        TEXT    NOT NULL, -- [C1|first day without requests|relation+2y]
    until_day       TEXT    NOT NULL, -- [C1|first day on which it may be asked again|relation+2y]
    created_at      BIGINT  NOT NULL, -- [C1|history|relation+2y]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    deleted_at      BIGINT, -- [SYS|ended before its time|relation+2y]
    deleted_op      TEXT, -- [SYS|undo|relation+2y]
    CONSTRAINT offer_pause_pk PRIMARY KEY (network_id, id),
    CONSTRAINT offer_pause_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT offer_pause_days_ck CHECK (until_day > from_day)
);
CREATE INDEX offer_pause_ix ON offer_pause (network_id, organisation_id, until_day) WHERE deleted_at IS NULL;

-- What was kept per item until now was typed once for the whole company.
INSERT INTO offer_pause (network_id, id, organisation_id, from_day, until_day, created_at, operation_id)
SELECT f.network_id, MIN(f.id), f.organisation_id, MIN(f.confirmed_on), MAX(f.paused_until), MAX(f.created_at), MAX(f.operation_id)
FROM offer f WHERE f.deleted_at IS NULL AND f.paused_until > f.confirmed_on
GROUP BY f.network_id, f.organisation_id;

ALTER TABLE offer DROP COLUMN paused_until;
