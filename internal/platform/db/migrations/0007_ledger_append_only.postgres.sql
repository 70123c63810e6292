-- +goose Up
-- What the accountant relies on can be added to, never changed or removed.
CREATE TRIGGER contribution_no_change BEFORE UPDATE OR DELETE ON contribution FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER evidence_no_change BEFORE UPDATE OR DELETE ON evidence FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER contribution_check_no_change BEFORE UPDATE OR DELETE ON contribution_check FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_transfer_no_change BEFORE UPDATE OR DELETE ON ledger_transfer FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER sign_off_no_change BEFORE UPDATE OR DELETE ON sign_off FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER scheme_version_no_change BEFORE UPDATE OR DELETE ON scheme_version FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER rate_no_change BEFORE UPDATE OR DELETE ON rate FOR EACH ROW EXECUTE FUNCTION refuse_change();
