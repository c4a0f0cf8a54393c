CREATE TABLE conversations (
    id uuid PRIMARY KEY,
    asked_at timestamptz NOT NULL,
    question text NOT NULL,
    answer text
);

INSERT INTO conversations (id, asked_at, question, answer)
SELECT md5(n::text)::uuid,
       timestamptz '2026-01-01 00:00+00' + n * interval '47 minutes',
       'Which berth is free on day ' || n % 90 || '?',
       'Berth B' || lpad((1 + n % 24)::text, 2, '0') || ', ' || repeat(md5((n * 3)::text), 4)
  FROM generate_series(1, 5000) AS n;
