-- +goose Up
-- Two needs that one visit can serve share one round of invitations: companies are asked for the need that leads, once for both.

ALTER TABLE need ADD COLUMN visit_id TEXT; -- [C1|the need that leads the visit, itself for that one; empty: alone|engagement]
CREATE INDEX need_visit_ix ON need (network_id, visit_id) WHERE visit_id IS NOT NULL;

-- Pairs of needs that somebody wants to keep apart: they are not proposed again. need_id is the smaller id.
CREATE TABLE need_apart (
    network_id   TEXT   NOT NULL, -- [SYS|wall|engagement]
    need_id      TEXT   NOT NULL, -- [C1|the one need|engagement]
    other_id     TEXT   NOT NULL, -- [C1|the other need|engagement]
    unit_id      TEXT   NOT NULL, -- [C1|owner: the unit of the one need|engagement]
    at           BIGINT NOT NULL, -- [C1|when|engagement]
    account_id   TEXT   NOT NULL, -- [C2|by whom|engagement]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|engagement]
    CONSTRAINT need_apart_pk PRIMARY KEY (network_id, need_id, other_id),
    CONSTRAINT need_apart_need_fk FOREIGN KEY (network_id, need_id) REFERENCES need (network_id, id),
    CONSTRAINT need_apart_other_fk FOREIGN KEY (network_id, other_id) REFERENCES need (network_id, id),
    CONSTRAINT need_apart_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE INDEX need_apart_other_ix ON need_apart (network_id, other_id);
