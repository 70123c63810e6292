-- +goose Up
-- A doubtful line is parked in an account of its own, and two people may have to check.

ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_account_ck;
ALTER TABLE ledger_transfer ADD CONSTRAINT ledger_transfer_account_ck CHECK (debit IN ('source', 'carried_out', 'evidenced', 'parked', 'checked', 'reported') AND credit IN ('source', 'carried_out', 'evidenced', 'parked', 'checked', 'reported'));
ALTER TABLE contribution_check DROP CONSTRAINT contribution_check_once_uq;
ALTER TABLE contribution_check ADD CONSTRAINT contribution_check_once_uq UNIQUE (network_id, contribution_id, checked_by);
CREATE TRIGGER period_event_no_change BEFORE UPDATE OR DELETE ON period_event FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Nothing lands in a closed year, and nothing new in one that is being closed, whoever writes.
-- +goose StatementBegin
CREATE FUNCTION refuse_closed_year() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT e.state FROM period_event e WHERE e.network_id = NEW.network_id AND e.grant_id = NEW.grant_id
        AND e.year = CAST(substr(NEW.booked_on, 1, 4) AS INTEGER) ORDER BY e.seq DESC LIMIT 1) IN ('closed', 'reopen_asked', CASE WHEN NEW.debit = 'source' THEN 'closing' ELSE 'closed' END) THEN
        RAISE EXCEPTION 'the year is closed';
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER ledger_transfer_period BEFORE INSERT ON ledger_transfer FOR EACH ROW EXECUTE FUNCTION refuse_closed_year();
