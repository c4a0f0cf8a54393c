-- Changes to torture.sql's database, each a difference that a proof must notice and name. Each is rolled back.

-- names customers_kind_check
ALTER TABLE app.customers DROP CONSTRAINT customers_kind_check

-- names schema "Empty"
CREATE SCHEMA "Empty"

-- names extension ltree
DROP EXTENSION ltree CASCADE

-- names extension hstore
ALTER EXTENSION hstore SET SCHEMA app

-- names comment extension ltree
COMMENT ON EXTENSION ltree IS 'others'

-- names collation app.posix
ALTER COLLATION app.posix RENAME TO posix_c

-- names type app.mood
ALTER TYPE app.mood RENAME VALUE 'sad' TO 'grim'

-- names type app.mood
ALTER TYPE app.mood ADD VALUE 'new' BEFORE 'sad'

-- names app.pair.b
ALTER TYPE app.pair RENAME ATTRIBUTE b TO z CASCADE

-- names type app.span
UPDATE pg_range SET rngsubdiff = 'float8mi'::regproc WHERE rngtypid = 'app.span'::regtype

-- names type app.positive
ALTER DOMAIN app.positive SET DEFAULT 2

-- names type app.positive
ALTER DOMAIN app.positive DROP NOT NULL

-- names above_zero
ALTER DOMAIN app.positive DROP CONSTRAINT above_zero

-- names function app.twice
CREATE OR REPLACE FUNCTION app.twice(x int, y int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 7
  RETURN x + y

-- names function app.twice
CREATE OR REPLACE FUNCTION app.twice(x int, y int DEFAULT 3) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 7
  RETURN x * y

-- names function app.twice
ALTER FUNCTION app.twice COST 8

-- names function app.noted
ALTER FUNCTION app.noted() SECURITY INVOKER

-- names function app.noted
ALTER FUNCTION app.noted() RESET search_path

-- names function app.noted
CREATE OR REPLACE FUNCTION app.noted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = app AS
$$ BEGIN NEW.name := coalesce(NEW.name, '!'); RETURN NEW; END $$

-- names app.tidy
DROP PROCEDURE app.tidy

-- names app.c_function
DROP FUNCTION app.c_function

-- names app.product
CREATE OR REPLACE AGGREGATE app.product(int) (SFUNC = int4mul, STYPE = int, INITCOND = '2')

-- names operator app.===
ALTER OPERATOR app.=== (app.pair, app.pair) SET (RESTRICT = eqsel)

-- names app.backwards
ALTER OPERATOR FAMILY app.backwards USING btree ADD FUNCTION 1 (int4, int8) btint48cmp(int4, int8)

-- names app.int4_backwards
ALTER OPERATOR CLASS app.int4_backwards USING btree RENAME TO int4_forwards

-- names integer AS app.mood
DROP CAST (int AS app.mood)

-- names integer AS app.mood
UPDATE pg_cast SET castcontext = 'i' WHERE casttarget = 'app.mood'::regtype

-- names app.plain
ALTER TEXT SEARCH DICTIONARY app.plain (stopwords = 'german')

-- names app.terse
ALTER TEXT SEARCH CONFIGURATION app.terse ALTER MAPPING FOR word WITH app.plain

-- names app.latin
DROP CONVERSION app.latin

-- names heap_again
ALTER TABLE app.other_method RENAME TO renamed; UPDATE pg_class SET relam = (SELECT oid FROM pg_am WHERE amname = 'heap') WHERE relname = 'renamed'

-- names server elsewhere
ALTER SERVER elsewhere OPTIONS (SET port '2')

-- names user mapping elsewhere torture_reader
ALTER USER MAPPING FOR torture_reader SERVER elsewhere OPTIONS (SET password 'other')

-- names user mapping elsewhere torture_reader
DROP USER MAPPING FOR torture_reader SERVER elsewhere

-- names app.remote
ALTER FOREIGN TABLE app.remote OPTIONS (SET table_name 'near')

-- names app.remote.id
ALTER FOREIGN TABLE app.remote ALTER id OPTIONS (SET column_name 'Id')

-- names sequence app.tickets
ALTER SEQUENCE app.tickets INCREMENT BY -4

-- names sequence app.tickets
ALTER SEQUENCE app.tickets NO CYCLE

-- names sequence app.tickets
ALTER SEQUENCE app.tickets RESTART WITH 55

-- names sequence app.customers_id_seq
ALTER SEQUENCE app.customers_id_seq OWNED BY NONE

-- names app.customers.no
ALTER TABLE app.customers ALTER no DROP IDENTITY

-- names app.customers.no
ALTER TABLE app.customers ALTER no SET GENERATED ALWAYS

-- names app.customers_no_seq
ALTER TABLE app.customers ALTER no SET INCREMENT BY 11

-- names app.customers.kind
ALTER TABLE app.customers ALTER kind DROP DEFAULT

-- names app.customers.kind
ALTER TABLE app.customers ALTER kind DROP NOT NULL

-- names app.customers.upper_name
ALTER TABLE app.customers ALTER upper_name DROP EXPRESSION

-- names app.customers.big
ALTER TABLE app.customers ALTER big SET STORAGE MAIN

-- names app.customers.name
ALTER TABLE app.customers ALTER name SET STATISTICS 400

-- names app.customers.kind
ALTER TABLE app.customers ALTER kind RESET (n_distinct)

-- names app.customers.jb
ALTER TABLE app.customers ALTER jb SET COMPRESSION DEFAULT

-- names app.customers.extra
ALTER TABLE app.customers ADD extra int

-- names app.customers.tags
ALTER TABLE app.customers DROP tags

-- names app.many_7.v
ALTER TABLE app.many_7 ALTER v TYPE varchar(200)

-- names relation app.customers
ALTER TABLE app.customers SET (fillfactor = 80)

-- names relation app.customers
ALTER TABLE app.customers RESET (toast.autovacuum_enabled)

-- names customers_trgm
ALTER INDEX app.customers_trgm SET (fastupdate = on)

-- names customers_expression
DROP INDEX app.customers_expression

-- names customers_expression
ALTER INDEX app.customers_expression ALTER COLUMN 1 SET STATISTICS 200

-- names customers_hash
ALTER INDEX app.customers_hash RENAME TO customers_slow

-- names customers_hash
DROP INDEX app.customers_hash; CREATE INDEX customers_hash ON app.customers USING btree (mail)

-- names customers_no_key
ALTER TABLE app.customers SET WITHOUT CLUSTER

-- names customers_statistics
DROP STATISTICS app.customers_statistics

-- names customers_statistics
ALTER STATISTICS app.customers_statistics SET STATISTICS 60

-- names customers_noted
DROP TRIGGER customers_noted ON app.customers

-- names customers_noted
ALTER TABLE app.customers ENABLE ALWAYS TRIGGER customers_noted

-- names customers_off
ALTER TABLE app.customers ENABLE TRIGGER customers_off

-- names one_at_a_time
ALTER TABLE app.bookings DROP CONSTRAINT one_at_a_time

-- names orders_customer
ALTER TABLE app.orders ALTER CONSTRAINT orders_customer NOT DEFERRABLE

-- names orders_customer
ALTER TABLE app.orders DROP CONSTRAINT orders_customer

-- names relation app.orders_2024
ALTER TABLE app.orders DETACH PARTITION app.orders_2024

-- names relation app.orders_2025_eu
ALTER TABLE app.orders_2025 DETACH PARTITION app.orders_2025_eu;
ALTER TABLE app.orders_2025 ATTACH PARTITION app.orders_2025_eu FOR VALUES IN ('de', 'fr', NULL, 'at')

-- names orders_rest
DROP TABLE app.orders_rest

-- names orders_2025_else_1
DROP TABLE app.orders_2025_else_1

-- names orders_customer_index
DROP INDEX app.orders_customer_index

-- names relation app.orders
ALTER TABLE app.orders DISABLE ROW LEVEL SECURITY

-- names relation app.orders
ALTER TABLE app.orders NO FORCE ROW LEVEL SECURITY

-- names policy app.orders.mine
DROP POLICY mine ON app.orders

-- names policy app.orders.mine
ALTER POLICY mine ON app.orders WITH CHECK (amount > 1)

-- names policy app.orders.mine
ALTER POLICY mine ON app.orders TO PUBLIC

-- names relation app.child
ALTER TABLE app.child NO INHERIT app.parent

-- names relation app.volatile
ALTER TABLE app.volatile SET LOGGED

-- names relation app.typed
ALTER TABLE app.typed NOT OF

-- names relation app.typed
ALTER TABLE app.typed REPLICA IDENTITY FULL

-- names later
ALTER TABLE app.not_valid VALIDATE CONSTRAINT later

-- names nothing_goes
DROP RULE nothing_goes ON app.nothing

-- names nothing_goes
ALTER TABLE app.nothing DISABLE RULE nothing_goes

-- names relation app.active
ALTER VIEW app.active RESET (security_barrier)

-- names relation app.cheap
CREATE OR REPLACE VIEW app.cheap AS SELECT id, price FROM app.customers WHERE price < '11'::money WITH LOCAL CHECK OPTION

-- names relation app.cheap
CREATE OR REPLACE VIEW app.cheap AS SELECT id, price FROM app.customers WHERE price < '10'::money

-- names app.numbers
DROP VIEW app.numbers

-- names relation app.totals
REFRESH MATERIALIZED VIEW app.totals WITH NO DATA

-- names totals_day
DROP INDEX app.totals_day

-- names app.empty_totals
DROP MATERIALIZED VIEW app.empty_totals

-- names table app.many_42 is missing
DROP TABLE app.many_42 CASCADE

-- names table app.many_42 has 53 rows, expected 52
INSERT INTO app.many_42 VALUES (1000, 1, 'x')

-- names table app.many_42 has the same number of rows with other content
UPDATE app.many_42 SET v = overlay(v placing 'X' from 5) WHERE id = 17

-- names table app.many_42 has the same number of rows with other content
UPDATE app.many_42 SET v = NULL WHERE id = 17

-- names table app.many_42 has the same number of rows with other content
UPDATE app.many_42 a SET v = b.v FROM app.many_42 b WHERE a.id IN (3, 4) AND b.id = 7 - a.id

-- names table app.customers has the same number of rows with other content
UPDATE app.customers SET b = set_bit(b, 9, 1 - get_bit(b, 9)) WHERE id = 17

-- names table app.customers has the same number of rows with other content
UPDATE app.customers SET big = overlay(big placing 'X' from 999999) WHERE id = 250

-- names table app.customers has the same number of rows with other content
UPDATE app.customers SET money = '0' WHERE money = 'NaN'

-- names table app.customers has the same number of rows with other content
UPDATE app.customers SET f8 = '0' WHERE f8 = '0' AND f8::text = '-0'

-- names table app.customers has the same number of rows with other content
UPDATE app.customers SET created = created + interval '1 microsecond' WHERE id = 17

-- names table app.customers has the same number of rows with other content
UPDATE app.customers SET money = (money::text || '0')::numeric WHERE id = 7

-- names table app.customers has the same number of rows with other content
UPDATE app.customers SET j = '{"a": 1, "a":2}' WHERE id = 7

-- names table app.wide has the same number of rows with other content
UPDATE app.wide SET c1500 = 'x'

-- names table app.volatile has 0 rows, expected 10
TRUNCATE app.volatile

-- names table app.nothing has 0 rows, expected 1
TRUNCATE app.nothing

-- names table app.orders_2025_else_0
UPDATE app.orders SET amount = amount + 0.01 WHERE tableoid = 'app.orders_2025_else_0'::regclass AND id % 7 = 0

-- names torture_ddl
DROP EVENT TRIGGER torture_ddl

-- names torture_ddl
ALTER EVENT TRIGGER torture_ddl DISABLE

-- names publication torture_all
ALTER PUBLICATION torture_all SET (publish = 'insert')

-- names publication torture_some
ALTER PUBLICATION torture_some DROP TABLE app.customers

-- since 15
-- names publication torture_filtered
ALTER PUBLICATION torture_filtered SET TABLE app.many_1 (id, v) WHERE (id > 2)

-- since 15
-- names publication torture_schema
DROP PUBLICATION torture_schema

-- since 15
-- names app.distinct_nulls
ALTER TABLE app.distinct_nulls DROP CONSTRAINT distinct_nulls_a_key, ADD CONSTRAINT distinct_nulls_a_key UNIQUE (a)

-- since 15
-- names app.invoked
ALTER VIEW app.invoked RESET (security_invoker)

-- since 16
-- names app.stored_as.a
ALTER TABLE app.stored_as ALTER a SET STORAGE EXTENDED

-- since 18
-- names app.eighteen.v
ALTER TABLE app.eighteen DROP CONSTRAINT unenforced;
ALTER TABLE app.eighteen ALTER v SET EXPRESSION AS (a * 3)

-- since 18
-- names unenforced
ALTER TABLE app.eighteen DROP CONSTRAINT unenforced

-- since 18
-- names never_null
ALTER TABLE app.not_valid ADD CONSTRAINT never_null NOT NULL a NOT VALID

-- names large objects
SELECT lo_put(4711, 17, 'X')

-- names large objects: 1
SELECT lo_unlink(4712)

-- names large objects
SELECT lo_truncate(lo_open(4712, 131072), 5)

-- names large objects torture_owner
ALTER LARGE OBJECT 4712 OWNER TO torture_reader

-- names large objects
REVOKE SELECT ON LARGE OBJECT 4711 FROM torture_reader

-- names comment large object 4711
COMMENT ON LARGE OBJECT 4711 IS NULL

-- names comment schema app
COMMENT ON SCHEMA app IS 'another'

-- names comment table app.customers
COMMENT ON TABLE app.customers IS NULL

-- names comment table column app.customers.name
COMMENT ON COLUMN app.customers.name IS 'x'

-- names comment table constraint orders_customer
COMMENT ON CONSTRAINT orders_customer ON app.orders IS NULL

-- names comment index app.customers_hash
COMMENT ON INDEX app.customers_hash IS 'x'

-- names comment function app.twice
COMMENT ON FUNCTION app.twice IS NULL

-- names comment type app.mood
COMMENT ON TYPE app.mood IS NULL

-- names security label table app.parent
INSERT INTO pg_seclabel VALUES ('app.parent'::regclass, 'pg_class'::regclass, 0, 'none', 'secret')

-- names schema app
ALTER SCHEMA app OWNER TO torture_reader

-- names relation app.customers
ALTER TABLE app.customers OWNER TO torture_reader

-- names relation app.orders
REVOKE GRANT OPTION FOR SELECT ON app.orders FROM torture_reader

-- names schema app
GRANT USAGE ON SCHEMA app TO PUBLIC

-- names schema public
GRANT USAGE ON SCHEMA public TO PUBLIC

-- names column app.customers.name
REVOKE UPDATE (name) ON app.customers FROM torture_reader

-- names relation app.tickets
REVOKE USAGE ON SEQUENCE app.tickets FROM PUBLIC

-- names function app.twice
GRANT EXECUTE ON FUNCTION app.twice TO PUBLIC

-- names function app.twice
ALTER FUNCTION app.twice OWNER TO torture_owner

-- names function app.show_limit
GRANT EXECUTE ON FUNCTION app.show_limit TO PUBLIC

-- names pg_sleep
GRANT EXECUTE ON FUNCTION pg_catalog.pg_sleep TO PUBLIC

-- names server elsewhere
REVOKE USAGE ON FOREIGN SERVER elsewhere FROM torture_reader

-- names type app.mood
GRANT USAGE ON TYPE app.mood TO PUBLIC

-- names language plpgsql
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC

-- names default privileges
ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE SELECT ON TABLES FROM torture_reader

-- names default privileges torture_owner
ALTER DEFAULT PRIVILEGES FOR ROLE torture_owner GRANT EXECUTE ON FUNCTIONS TO PUBLIC

-- names collation app.posix
ALTER COLLATION app.posix OWNER TO torture_owner

-- names statistics app.customers_statistics
ALTER STATISTICS app.customers_statistics OWNER TO torture_reader

-- names publication torture_some
ALTER PUBLICATION torture_some OWNER TO torture_owner

-- names subscription torture_follower
ALTER SUBSCRIPTION torture_follower SET PUBLICATION near WITH (refresh = false)
