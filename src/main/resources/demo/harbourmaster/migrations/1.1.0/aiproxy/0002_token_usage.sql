ALTER TABLE conversations ADD COLUMN tokens integer;

UPDATE conversations SET tokens = (length(question) + length(answer)) / 4;
