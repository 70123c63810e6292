-- +goose Up
-- What the accountant relies on can be added to, never changed or removed.
-- +goose StatementBegin
CREATE TRIGGER contribution_no_update BEFORE UPDATE ON contribution
BEGIN SELECT RAISE(ABORT, 'contribution is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contribution_no_delete BEFORE DELETE ON contribution
BEGIN SELECT RAISE(ABORT, 'contribution is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER evidence_no_update BEFORE UPDATE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER evidence_no_delete BEFORE DELETE ON evidence
BEGIN SELECT RAISE(ABORT, 'evidence is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contribution_check_no_update BEFORE UPDATE ON contribution_check
BEGIN SELECT RAISE(ABORT, 'contribution_check is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER contribution_check_no_delete BEFORE DELETE ON contribution_check
BEGIN SELECT RAISE(ABORT, 'contribution_check is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_transfer_no_update BEFORE UPDATE ON ledger_transfer
BEGIN SELECT RAISE(ABORT, 'ledger_transfer is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER ledger_transfer_no_delete BEFORE DELETE ON ledger_transfer
BEGIN SELECT RAISE(ABORT, 'ledger_transfer is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sign_off_no_update BEFORE UPDATE ON sign_off
BEGIN SELECT RAISE(ABORT, 'sign_off is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sign_off_no_delete BEFORE DELETE ON sign_off
BEGIN SELECT RAISE(ABORT, 'sign_off is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER scheme_version_no_update BEFORE UPDATE ON scheme_version
BEGIN SELECT RAISE(ABORT, 'scheme_version is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER scheme_version_no_delete BEFORE DELETE ON scheme_version
BEGIN SELECT RAISE(ABORT, 'scheme_version is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rate_no_update BEFORE UPDATE ON rate
BEGIN SELECT RAISE(ABORT, 'rate is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER rate_no_delete BEFORE DELETE ON rate
BEGIN SELECT RAISE(ABORT, 'rate is append-only'); END;
-- +goose StatementEnd
