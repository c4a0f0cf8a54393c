-- Fails: every 500th vessel was registered twice. All of this file is one transaction, so nothing of it stays.
ALTER TABLE vessels ADD COLUMN verified_at timestamptz;

ALTER TABLE vessels ADD CONSTRAINT vessels_imo_key UNIQUE (imo);
