-- +goose Up
-- Who says to belong to an umbrella says since when. A claim of the public form is 'asked' until its mail address answers, then 'open';
-- 'again' is one that was open already. Two people may claim the same for one company: neither hides the other from the queue.

ALTER TABLE membership_claim ADD COLUMN since TEXT; -- [C1|first day of the membership, as they say|relation+2y]

DROP INDEX membership_claim_open_uq;
CREATE UNIQUE INDEX membership_claim_open_uq ON membership_claim (network_id, company_key, umbrella_key, contact_email) WHERE state = 'open';
