-- +goose Up
-- The ledger walked from its first transfer to its last, every night: what came of it. Its ends, signed by the installation, so that whoever
-- keeps one elsewhere can tell whether the ledger is still the same; and to whom outside they are mailed.

CREATE TABLE ledger_check (
    network_id   TEXT    NOT NULL, -- [SYS|wall|ledger]
    id           TEXT    NOT NULL, -- [SYS|identify|ledger]
    started_at   BIGINT  NOT NULL, -- [C1|when it began|ledger]
    finished_at  BIGINT  NOT NULL, -- [C1|when it was done|ledger]
    seq          BIGINT  NOT NULL, -- [C1|last transfer up to which all holds|ledger]
    hash         TEXT    NOT NULL, -- [SYS|its hash|ledger]
    files        INTEGER NOT NULL, -- [C1|evidence files that were read and compared|ledger]
    flaw         TEXT    NOT NULL, -- [C1|what is wrong; empty: nothing|ledger]
    flaw_seq     BIGINT  NOT NULL, -- [C1|at which transfer|ledger]
    flaw_year    INTEGER NOT NULL, -- [C1|of which year, where it is about one|ledger]
    told         BOOLEAN NOT NULL, -- [C1|who guards the ledger was mailed about it|ledger]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT ledger_check_pk PRIMARY KEY (network_id, id),
    CONSTRAINT ledger_check_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);
CREATE INDEX ledger_check_ix ON ledger_check (network_id, finished_at);

CREATE TABLE ledger_head (
    network_id   TEXT   NOT NULL, -- [SYS|wall|ledger]
    id           TEXT   NOT NULL, -- [SYS|identify|ledger]
    seq          BIGINT NOT NULL, -- [C1|the ledger's last transfer then|ledger]
    hash         TEXT   NOT NULL, -- [SYS|its hash|ledger]
    at           BIGINT NOT NULL, -- [C1|when it was signed|ledger]
    cause        TEXT   NOT NULL, -- [C1|why: verified, or a year was closed|ledger]
    public_key   TEXT   NOT NULL, -- [SYS|Ed25519 key that verifies the signature|ledger]
    signature    TEXT   NOT NULL, -- [SYS|by the installation|ledger]
    operation_id TEXT   NOT NULL, -- [SYS|trace to the audit row|ledger]
    CONSTRAINT ledger_head_pk PRIMARY KEY (network_id, id),
    CONSTRAINT ledger_head_network_fk FOREIGN KEY (network_id) REFERENCES network (id),
    CONSTRAINT ledger_head_cause_ck CHECK (cause IN ('verified', 'closed'))
);
CREATE INDEX ledger_head_ix ON ledger_head (network_id, at);

CREATE TABLE ledger_witness (
    network_id   TEXT    NOT NULL, -- [SYS|wall|network]
    emails       TEXT    NOT NULL, -- [C2|who outside gets every signed head: list of mail addresses|network]
    lang         TEXT    NOT NULL, -- [C1|language of the mails|network]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|network]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|network]
    CONSTRAINT ledger_witness_pk PRIMARY KEY (network_id),
    CONSTRAINT ledger_witness_network_fk FOREIGN KEY (network_id) REFERENCES network (id)
);

-- The first and the last transfer of a contribution, and where it stands, are looked up at every booking and for every line of a list: in the index alone. Without the order in the
-- index a planner walks the ledger from its end instead, which takes a second where there are a million lines.
DROP INDEX ledger_transfer_contribution_ix;
CREATE INDEX ledger_transfer_contribution_ix ON ledger_transfer (network_id, contribution_id, seq, credit, booked_on);
-- What members gave for an umbrella is compared with what it pledged.
CREATE INDEX contribution_umbrella_ix ON contribution (network_id, umbrella_id, performed_on) WHERE umbrella_id IS NOT NULL;

-- What was found and signed can be added to, never changed or removed.
CREATE TRIGGER ledger_check_no_change BEFORE UPDATE OR DELETE ON ledger_check FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_head_no_change BEFORE UPDATE OR DELETE ON ledger_head FOR EACH ROW EXECUTE FUNCTION refuse_change();
