-- +goose Up
-- Who at a company sees what it has here, in their own name: let in by a colleague, by link or with an account. An account stands on
-- its company as role_grant.organisation_id.

CREATE TABLE company_colleague (
    network_id      TEXT    NOT NULL, -- [SYS|wall|relation+2y]
    id              TEXT    NOT NULL, -- [C2|identify|relation+2y]
    organisation_id TEXT    NOT NULL, -- [C2|at which company|relation+2y]
    person_id       TEXT    NOT NULL, -- [C2|who|relation+2y]
    unit_id         TEXT    NOT NULL, -- [C1|in whose name mails go|relation+2y]
    offers          BOOLEAN NOT NULL DEFAULT FALSE, -- [C2|may say what the company offers|relation+2y]
    visits          BOOLEAN NOT NULL DEFAULT FALSE, -- [C2|may answer requests and prepare visits|relation+2y]
    signing         BOOLEAN NOT NULL DEFAULT FALSE, -- [C2|may sign hours|relation+2y]
    account_id      TEXT, -- [C2|with which account, if any|relation+2y]
    added_by_id     TEXT, -- [C2|which colleague let them in; empty: the first|relation+2y]
    created_at      BIGINT  NOT NULL, -- [C2|history|relation+2y]
    version         INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|relation+2y]
    operation_id    TEXT    NOT NULL, -- [SYS|trace to the audit row|relation+2y]
    deleted_at      BIGINT, -- [SYS|let out|relation+2y]
    deleted_op      TEXT, -- [SYS|by which operation|relation+2y]
    CONSTRAINT company_colleague_pk PRIMARY KEY (network_id, id),
    CONSTRAINT company_colleague_organisation_fk FOREIGN KEY (network_id, organisation_id) REFERENCES organisation (network_id, id),
    CONSTRAINT company_colleague_person_fk FOREIGN KEY (network_id, person_id) REFERENCES person (network_id, id),
    CONSTRAINT company_colleague_added_fk FOREIGN KEY (network_id, added_by_id) REFERENCES person (network_id, id),
    CONSTRAINT company_colleague_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT company_colleague_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE UNIQUE INDEX company_colleague_uq ON company_colleague (network_id, organisation_id, person_id) WHERE deleted_at IS NULL;
CREATE INDEX company_colleague_person_ix ON company_colleague (network_id, person_id);
CREATE INDEX company_colleague_account_ix ON company_colleague (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX link_person_ix ON link (network_id, person_id) WHERE person_id IS NOT NULL;
