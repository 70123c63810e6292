-- +goose Up
-- Webhooks: which address hears of what happens in a unit and below it, and what it was told. Secrets are computed, not stored.

CREATE TABLE webhook (
    network_id   TEXT    NOT NULL, -- [SYS|wall|account+7y]
    id           TEXT    NOT NULL, -- [SYS|identify|account+7y]
    unit_id      TEXT    NOT NULL, -- [SYS|whose events, and those below|account+7y]
    account_id   TEXT    NOT NULL, -- [C2|on whose rights it rests|account+7y]
    name         TEXT    NOT NULL, -- [C1|recognise it|account+7y]
    url          TEXT    NOT NULL, -- [C1|where it posts|account+7y]
    events       TEXT    NOT NULL, -- [C1|what it hears of: list of noun.verb|account+7y]
    secret_n     INTEGER NOT NULL, -- [SYS|how often its secret was made|account+7y]
    secret_at    BIGINT  NOT NULL, -- [SYS|when that was|account+7y]
    created_at   BIGINT  NOT NULL, -- [C1|history|account+7y]
    paused_at    BIGINT, -- [C1|posts nothing since|account+7y]
    paused_why   TEXT    NOT NULL DEFAULT '', -- [C1|hand, failing, gone or rights|account+7y]
    ok_at        BIGINT, -- [C1|when something was last taken|account+7y]
    version      INTEGER NOT NULL DEFAULT 1, -- [SYS|optimistic lock|account+7y]
    deleted_at   BIGINT, -- [SYS|soft delete|account+7y]
    deleted_op   TEXT, -- [SYS|undo|account+7y]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|account+7y]
    CONSTRAINT webhook_pk PRIMARY KEY (network_id, id),
    CONSTRAINT webhook_unit_fk FOREIGN KEY (network_id, unit_id) REFERENCES unit (network_id, id),
    CONSTRAINT webhook_account_fk FOREIGN KEY (account_id) REFERENCES account (id)
);

CREATE TABLE webhook_delivery (
    network_id   TEXT    NOT NULL, -- [SYS|wall|30d]
    id           TEXT    NOT NULL, -- [SYS|identify; the webhook-id|30d]
    webhook_id   TEXT    NOT NULL, -- [SYS|who is told|30d]
    event        TEXT    NOT NULL, -- [C1|what happened|30d]
    object_kind  TEXT    NOT NULL, -- [C1|to what|30d]
    object_id    TEXT    NOT NULL, -- [C1|to what|30d]
    unit_id      TEXT, -- [SYS|where|30d]
    occurred_at  BIGINT  NOT NULL, -- [C1|when|30d]
    state        TEXT    NOT NULL, -- [SYS|waiting, taken or dead|30d]
    attempts     INTEGER NOT NULL DEFAULT 0, -- [SYS|how often it was posted|30d]
    outcome      TEXT    NOT NULL DEFAULT '', -- [SYS|what the last attempt came to|30d]
    next_at      BIGINT, -- [SYS|when it is posted again|30d]
    done_at      BIGINT, -- [SYS|when it was taken or given up|30d]
    operation_id TEXT    NOT NULL, -- [SYS|trace to the audit row|30d]
    CONSTRAINT webhook_delivery_pk PRIMARY KEY (network_id, id),
    CONSTRAINT webhook_delivery_webhook_fk FOREIGN KEY (network_id, webhook_id) REFERENCES webhook (network_id, id)
);
CREATE INDEX webhook_delivery_webhook_ix ON webhook_delivery (network_id, webhook_id, id);
CREATE INDEX webhook_delivery_dead_ix ON webhook_delivery (network_id, webhook_id) WHERE state = 'dead';
