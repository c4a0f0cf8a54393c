-- What a harbour has gathered in a season, typing errors included: every 500th vessel was registered a second time, and
-- a few draughts were never measured.
INSERT INTO vessels (imo, name, flag)
SELECT 9000000 + n - CASE WHEN n % 500 = 0 THEN 1 ELSE 0 END,
       (ARRAY['Aurora', 'Borealis', 'Cormorant', 'Dagmar', 'Esperanza', 'Fulmar'])[1 + n % 6] || ' ' || n,
       (ARRAY['ES', 'PT', 'NO', 'GR', 'PA'])[1 + n % 5]
  FROM generate_series(1, 4000) AS n;

INSERT INTO port_calls (vessel_id, berth, arrival, departure, draught, remarks)
SELECT 1 + n * 7 % 4000,
       'B' || lpad((1 + n % 24)::text, 2, '0'),
       timestamptz '2025-10-01 06:00+00' + n * interval '11 minutes',
       CASE WHEN n <= 19900 THEN timestamptz '2025-10-01 18:00+00' + n * interval '11 minutes' END,
       CASE WHEN n % 1000 = 0 THEN 'n/a' ELSE (4 + n % 110 / 10.0)::numeric(4, 1)::text END,
       CASE WHEN n % 40 = 0 THEN 'waited for the tide, ' || md5(n::text) END
  FROM generate_series(1, 20000) AS n;
