CREATE TYPE call_status AS ENUM ('announced', 'berthed', 'departed');

ALTER TABLE port_calls ADD COLUMN status call_status NOT NULL DEFAULT 'announced';

UPDATE port_calls SET status = 'departed' WHERE departure IS NOT NULL;

CREATE INDEX port_calls_open ON port_calls (berth) WHERE status <> 'departed';
