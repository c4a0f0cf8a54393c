-- Fails: a few draughts are 'n/a'. This file leaves nothing behind; the one before it is committed by then.
ALTER TABLE port_calls ADD COLUMN draught_metres numeric(4, 1);

UPDATE port_calls SET draught_metres = draught::numeric;
