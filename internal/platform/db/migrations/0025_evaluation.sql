-- +goose Up
-- What both sides said of an engagement afterwards, in two minutes. Append-only: said once by each side.

CREATE TABLE engagement_evaluation (
    network_id      TEXT    NOT NULL, -- [SYS|wall|engagement]
    id              TEXT    NOT NULL, -- [C1|identify|engagement]
    engagement_id   TEXT    NOT NULL, -- [C1|of what|engagement]
    unit_id         TEXT    NOT NULL, -- [C1|owner: the school that benefited|engagement]
    organisation_id TEXT    NOT NULL, -- [C1|the company that did it|engagement]
    side            TEXT    NOT NULL, -- [C1|who says so: school or company|engagement]
    score           INTEGER NOT NULL, -- [C1|how it went, 1 (badly) to 4 (very well)|engagement]
    again           TEXT    NOT NULL, -- [C1|once more: yes, maybe or no|engagement]
    words           TEXT    NOT NULL DEFAULT '', -- [C1|in their own words|engagement]
    said_at         BIGINT  NOT NULL, -- [C1|when|engagement]
    said_by         TEXT, -- [C2|colleague; empty when it was the company|engagement]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT engagement_evaluation_pk PRIMARY KEY (network_id, id),
    CONSTRAINT engagement_evaluation_engagement_fk FOREIGN KEY (network_id, engagement_id) REFERENCES engagement (network_id, id),
    CONSTRAINT engagement_evaluation_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT engagement_evaluation_once_uq UNIQUE (network_id, engagement_id, side),
    CONSTRAINT engagement_evaluation_side_ck CHECK (side IN ('school', 'company')),
    CONSTRAINT engagement_evaluation_ck CHECK (score BETWEEN 1 AND 4 AND again IN ('yes', 'maybe', 'no'))
);
CREATE INDEX engagement_evaluation_organisation_ix ON engagement_evaluation (network_id, organisation_id, said_at);
