CREATE TABLE port_calls (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    vessel_id bigint NOT NULL REFERENCES vessels,
    berth text NOT NULL,
    arrival timestamptz NOT NULL,
    departure timestamptz,
    draught text NOT NULL,
    remarks text
);

CREATE INDEX port_calls_arrival ON port_calls (arrival);
