-- +goose Up
-- What both sides see to before an agreement takes place, and the dates that one side proposes to the other.

CREATE TABLE engagement_detail (
    network_id     TEXT    NOT NULL, -- [SYS|wall|engagement]
    engagement_id  TEXT    NOT NULL, -- [C1|of which agreement|engagement]
    unit_id        TEXT    NOT NULL, -- [C1|owner: the school that benefits|engagement]
    class_name     TEXT    NOT NULL DEFAULT '', -- [C1|which class, no pupils' names|engagement]
    room           TEXT    NOT NULL DEFAULT '', -- [C1|where exactly|engagement]
    teacher        TEXT    NOT NULL DEFAULT '', -- [C2|who is there for the school|engagement]
    transport      TEXT    NOT NULL DEFAULT '', -- [C1|how the class comes there|engagement]
    materials      TEXT    NOT NULL DEFAULT '', -- [C1|what is needed|engagement]
    host           TEXT    NOT NULL DEFAULT '', -- [C2|who receives, or comes, for the company|engagement]
    extra          TEXT    NOT NULL DEFAULT '', -- [C2|who else is there|engagement]
    instructions   TEXT    NOT NULL DEFAULT '', -- [C1|what the company asks of its guests|engagement]
    photos_school  BOOLEAN NOT NULL DEFAULT FALSE, -- [C1|the school agrees to photos|engagement]
    photos_company BOOLEAN NOT NULL DEFAULT FALSE, -- [C1|the company agrees to photos|engagement]
    version        INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|engagement]
    operation_id   TEXT    NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT engagement_detail_pk PRIMARY KEY (network_id, engagement_id),
    CONSTRAINT engagement_detail_engagement_fk FOREIGN KEY (network_id, engagement_id) REFERENCES engagement (network_id, id)
);

CREATE TABLE engagement_check (
    network_id    TEXT    NOT NULL, -- [SYS|wall|engagement]
    engagement_id TEXT    NOT NULL, -- [C1|of which agreement|engagement]
    unit_id       TEXT    NOT NULL, -- [C1|owner: the school that benefits|engagement]
    position      INTEGER NOT NULL, -- [C1|which line of the item's checklist, from 0|engagement]
    side          TEXT    NOT NULL, -- [C1|who ticked it: school or company|engagement]
    ticked_at     BIGINT  NOT NULL, -- [C1|when|engagement]
    ticked_by     TEXT, -- [C2|colleague; empty when it was the company|engagement]
    operation_id  TEXT    NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT engagement_check_pk PRIMARY KEY (network_id, engagement_id, position),
    CONSTRAINT engagement_check_engagement_fk FOREIGN KEY (network_id, engagement_id) REFERENCES engagement (network_id, id),
    CONSTRAINT engagement_check_ck CHECK (side IN ('school', 'company') AND position BETWEEN 0 AND 99)
);

CREATE TABLE engagement_proposal (
    network_id    TEXT   NOT NULL, -- [SYS|wall|engagement]
    id            TEXT   NOT NULL, -- [C1|identify|engagement]
    engagement_id TEXT   NOT NULL, -- [C1|of which agreement|engagement]
    unit_id       TEXT   NOT NULL, -- [C1|owner: the school that benefits|engagement]
    side          TEXT   NOT NULL, -- [C1|who proposes: school or company|engagement]
    dates         TEXT   NOT NULL, -- [C1|up to three days with their times, JSON|engagement]
    reason        TEXT   NOT NULL, -- [C1|why, kept for the report|engagement]
    proposed_at   BIGINT NOT NULL, -- [C1|when|engagement]
    proposed_by   TEXT, -- [C2|colleague; empty when it was the company|engagement]
    answer        TEXT, -- [C1|chosen, none or withdrawn; empty while it waits|engagement]
    answered_at   BIGINT, -- [C1|when|engagement]
    answer_words  TEXT   NOT NULL DEFAULT '', -- [C1|in the other side's words|engagement]
    operation_id  TEXT   NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT engagement_proposal_pk PRIMARY KEY (network_id, id),
    CONSTRAINT engagement_proposal_engagement_fk FOREIGN KEY (network_id, engagement_id) REFERENCES engagement (network_id, id),
    CONSTRAINT engagement_proposal_ck CHECK (side IN ('school', 'company') AND answer IN ('chosen', 'none', 'withdrawn'))
);
CREATE UNIQUE INDEX engagement_proposal_open_uq ON engagement_proposal (network_id, engagement_id) WHERE answer IS NULL;
