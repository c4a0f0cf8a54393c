CREATE TABLE feedback (
    conversation_id uuid PRIMARY KEY REFERENCES conversations,
    helpful boolean NOT NULL,
    given_at timestamptz NOT NULL DEFAULT now()
);
