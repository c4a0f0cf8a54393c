ALTER TABLE vessels ADD COLUMN verified_at timestamptz;

CREATE TEMPORARY TABLE twice ON COMMIT DROP AS
SELECT id, first FROM (SELECT id, min(id) OVER (PARTITION BY imo) AS first FROM vessels) AS entry WHERE id <> first;

UPDATE port_calls SET vessel_id = twice.first FROM twice WHERE twice.id = port_calls.vessel_id;

DELETE FROM vessels USING twice WHERE twice.id = vessels.id;

ALTER TABLE vessels ADD CONSTRAINT vessels_imo_key UNIQUE (imo);
