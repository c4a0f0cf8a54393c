CREATE TABLE berths (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE
);

INSERT INTO berths (name) SELECT DISTINCT berth FROM port_calls ORDER BY berth;

ALTER TABLE port_calls ADD COLUMN berth_id bigint REFERENCES berths;

UPDATE port_calls SET berth_id = berths.id FROM berths WHERE berths.name = port_calls.berth;
