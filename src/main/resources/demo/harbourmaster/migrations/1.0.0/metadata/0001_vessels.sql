CREATE TABLE vessels (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    imo integer NOT NULL,
    name text NOT NULL,
    flag char(2) NOT NULL
);

CREATE INDEX vessels_name ON vessels (name);
