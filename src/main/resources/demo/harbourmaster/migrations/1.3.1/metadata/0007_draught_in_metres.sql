ALTER TABLE port_calls ADD COLUMN draught_metres numeric(4, 1);

UPDATE port_calls SET draught_metres = nullif(draught, 'n/a')::numeric;
