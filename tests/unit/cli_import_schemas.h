#pragma once

namespace migrations {

// A database of SQLite as people make them by hand: names in quotes and in other alphabets, keys over several columns,
// circles and self references, types of every spelling, defaults of every kind, constraints without names,
// AUTOINCREMENT, STRICT, WITHOUT ROWID, generated columns, indexes on expressions and with conditions. 31 tables.
inline const char* const sqlite_schema_to_import = R"sql(
CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, lead INTEGER REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE people (id INTEGER PRIMARY KEY AUTOINCREMENT, team INTEGER NOT NULL REFERENCES teams ON DELETE CASCADE ON UPDATE RESTRICT, boss INTEGER REFERENCES people ON DELETE SET NULL);
CREATE TABLE "order" ("group" INTEGER NOT NULL, "line no" INTEGER NOT NULL, "it""s" TEXT DEFAULT 'it''s', PRIMARY KEY ("group", "line no"));
CREATE TABLE "order item" (a INTEGER, b INTEGER, note TEXT, CONSTRAINT "the order" FOREIGN KEY (a, b) REFERENCES "order" ("group", "line no") ON DELETE CASCADE);
CREATE TABLE "größe" ("straße" TEXT, "日本" INTEGER, UNIQUE ("straße", "日本"));
CREATE TABLE "表" (id INTEGER PRIMARY KEY);
CREATE TABLE codes (code TEXT PRIMARY KEY, other PRIMARY_THING NOT NULL);
CREATE TABLE plain (a, b, c);
CREATE TABLE ints (a INT, b BIGINT NOT NULL DEFAULT -9223372036854775808, c TINYINT DEFAULT +1, d SMALLINT, e MEDIUMINT, f UNSIGNED BIG INT, g INT8 DEFAULT 0x10);
CREATE TABLE reals (a REAL DEFAULT 0.5, b DOUBLE DEFAULT 1e3, c DOUBLE PRECISION, d FLOAT DEFAULT -1.25);
CREATE TABLE texts (a VARCHAR(50) DEFAULT '', b CHARACTER(20), c NVARCHAR(100), d CLOB, e TEXT COLLATE NOCASE, f VARCHAR(10) COLLATE RTRIM NOT NULL, g varchar ( 30 ));
CREATE TABLE others (a NUMERIC, b DECIMAL(10,5) DEFAULT 1.50, c BOOLEAN DEFAULT TRUE, d DATE, e DATETIME DEFAULT CURRENT_TIMESTAMP, f BLOB DEFAULT x'00ff', g JSON, h UUID, i "my type");
CREATE TABLE defaults (a TEXT DEFAULT 'x', b TEXT DEFAULT "y", c TEXT DEFAULT z, d DEFAULT NULL, e INTEGER DEFAULT (1 + 2), f TEXT DEFAULT (datetime('now')), g TEXT DEFAULT ('a' || 'b'), h TEXT DEFAULT CURRENT_DATE, i INTEGER NOT NULL DEFAULT 0, j DEFAULT 'now', k TEXT DEFAULT 'two
lines');
CREATE TABLE typed (a INTEGER CHECK ("a" IN (0, 1)), b TEXT CHECK (length(b) <= 20), c TEXT CHECK (json_valid(c)), d TEXT NOT NULL DEFAULT 'red' CHECK (d IN ('red', 'green')), e TEXT CHECK (length(e) < 20));
CREATE TABLE checked (a INTEGER CHECK (a > 0), b INTEGER CONSTRAINT positive CHECK (b > 0), c INTEGER, CHECK (a < b), CHECK (b < c), CONSTRAINT named CHECK (a + b + c < 100), CHECK (a > 0 AND a < 10));
CREATE TABLE generated (a INTEGER NOT NULL, b INTEGER GENERATED ALWAYS AS (a * 2) STORED, c AS (a || 'x') VIRTUAL, d TEXT AS (lower(c)));
CREATE TABLE strict_one (id INTEGER PRIMARY KEY, a INT, b ANY, c TEXT NOT NULL, d BLOB, e REAL) STRICT;
CREATE TABLE without_one (a TEXT, b INTEGER NOT NULL, c TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE both (k TEXT PRIMARY KEY, v ANY) STRICT, WITHOUT ROWID;
CREATE TABLE int_key (id INT PRIMARY KEY, x INTEGER);
CREATE TABLE extension (id INTEGER PRIMARY KEY REFERENCES people (id) ON DELETE CASCADE, more TEXT);
CREATE TABLE named_keys (a INTEGER CONSTRAINT pk_it PRIMARY KEY, b TEXT CONSTRAINT uq_it UNIQUE, c TEXT, CONSTRAINT uq_named_keys_c UNIQUE (c), CONSTRAINT uq_b_c UNIQUE (b, c));
CREATE TABLE loops_a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES loops_b (id));
CREATE TABLE loops_b (id INTEGER PRIMARY KEY, c INTEGER REFERENCES loops_c (id));
CREATE TABLE loops_c (id INTEGER PRIMARY KEY, a INTEGER REFERENCES loops_a (id), FOREIGN KEY (a) REFERENCES loops_b (id));
CREATE TABLE mixed (id TEXT, person TEXT REFERENCES people (id), code INTEGER REFERENCES codes (code));
CREATE TABLE kinds (kind TEXT PRIMARY KEY CHECK (kind IN ('a', 'b')));
CREATE TABLE of_kinds (kind TEXT CHECK (kind IN ('a', 'b')) REFERENCES kinds, other TEXT CHECK (other IN ('a')) REFERENCES kinds, short TEXT CHECK (length(short) <= 3) REFERENCES people);
CREATE TABLE status (id INTEGER PRIMARY KEY, status TEXT CHECK (status IN ('a')));
CREATE TABLE "Status " (id INTEGER PRIMARY KEY, "class" TEXT, "a.b" INTEGER UNIQUE);
CREATE TABLE dotted (x INTEGER REFERENCES "Status " ("a.b"));
CREATE INDEX people_team ON people (team);
CREATE INDEX ix_people_boss ON people (boss);
CREATE UNIQUE INDEX teams_lower ON teams (lower(name), lead DESC);
CREATE INDEX some ON people (team) WHERE boss IS NOT NULL;
CREATE INDEX collated ON texts (a COLLATE NOCASE, b);
CREATE UNIQUE INDEX "quoted index" ON "order" ("it""s");
CREATE INDEX expr ON ints (a + b, abs(c) DESC) WHERE a > 0 AND b < 10;
)sql";

// The same for PostgreSQL: native enums, serial and identity, arrays, ranges, collations, exclusions, deferrable
// constraints, operator classes, generated columns. 22 tables.
inline const char* const postgresql_schema_to_import = R"sql(
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s');
CREATE TYPE "Odd Type" AS ENUM ('a');
CREATE TABLE teams (id serial PRIMARY KEY, name varchar(50) NOT NULL UNIQUE, lead bigint);
CREATE TABLE people (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, team integer NOT NULL REFERENCES teams ON DELETE CASCADE ON UPDATE RESTRICT, boss bigint REFERENCES people ON DELETE SET NULL, mood mood NOT NULL DEFAULT 'ok', moods mood[] NOT NULL DEFAULT '{}');
ALTER TABLE teams ADD FOREIGN KEY (lead) REFERENCES people DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE "order" ("group" integer, "line no" integer, "it""s" text DEFAULT 'it''s', PRIMARY KEY ("group", "line no"));
CREATE TABLE "order item" (a integer, b integer, CONSTRAINT "the order" FOREIGN KEY (a, b) REFERENCES "order" ON DELETE CASCADE);
CREATE TABLE "größe" ("straße" text, "日本" bigint, UNIQUE ("straße", "日本"));
CREATE TABLE "表" (id smallserial PRIMARY KEY, odd "Odd Type" DEFAULT 'a');
CREATE TABLE pk_teams (id integer PRIMARY KEY, CONSTRAINT uq_pk_teams_x UNIQUE (id));
CREATE TABLE ours (id bigint GENERATED BY DEFAULT AS IDENTITY CONSTRAINT pk_ours PRIMARY KEY, email varchar(320) NOT NULL CONSTRAINT uq_ours_email UNIQUE, team integer CONSTRAINT fk_ours_team REFERENCES teams, age integer CONSTRAINT ck_ours_age CHECK (age > 0));
CREATE INDEX ix_ours_team ON ours (team);
CREATE TABLE numbers (a smallint DEFAULT -1, b integer DEFAULT 0, c bigint DEFAULT 9223372036854775807, d real DEFAULT 0.5, e double precision DEFAULT -1e10, f numeric(12,2) DEFAULT 0, g numeric(12,2) DEFAULT 1.50, h numeric, i numeric(5), j money, k numeric(3,-2));
CREATE TABLE texts (a text DEFAULT '', b varchar DEFAULT 'it''s', c varchar(20) DEFAULT 'x', d char(3) DEFAULT 'abc', e text COLLATE "C", f varchar(10) COLLATE "C" NOT NULL, g name, h text DEFAULT NULL, i text DEFAULT 'two
lines', j text DEFAULT ('a' || 'b'), k text DEFAULT E'back\\slash', l "char");
CREATE TABLE times (a date DEFAULT CURRENT_DATE, b date DEFAULT '2000-01-02', c time DEFAULT '12:34:56', d time(3), e timetz, f timestamp DEFAULT (now() AT TIME ZONE 'UTC'), g timestamp(3), h timestamptz DEFAULT now(), i timestamptz(0) DEFAULT CURRENT_TIMESTAMP, j timestamptz DEFAULT '2000-01-02 03:04:05+00', k interval DEFAULT '1 day', l interval day to second, m timestamptz DEFAULT clock_timestamp());
CREATE TABLE others (a uuid DEFAULT gen_random_uuid(), b json DEFAULT '{}', c jsonb NOT NULL DEFAULT '{"a": [1]}', d bytea DEFAULT '\x00ff', e boolean NOT NULL DEFAULT true, f boolean DEFAULT false, g inet DEFAULT '127.0.0.1', h cidr, i macaddr, j bit(3) DEFAULT B'101', k bit varying(5), l point, m tsvector, n xml);
CREATE TABLE arrays (a integer[] DEFAULT '{1,2}', b text[] NOT NULL DEFAULT ARRAY['a'::text], c varchar(20)[], d numeric(4,1)[][], e int4range DEFAULT '[1,5)', f tstzrange, g int8multirange, h "Odd Type"[]);
CREATE TABLE generated (a integer NOT NULL, b integer GENERATED ALWAYS AS (a * 2) STORED, c text GENERATED ALWAYS AS (upper('x' || a::text)) STORED);
CREATE TABLE checked (a integer CHECK (a > 0), b integer CONSTRAINT positive CHECK (b > 0), c text CHECK (c IN ('x', 'y')), CHECK (a < b), CONSTRAINT both_ends CHECK (a > 0 AND a < 10 OR b IS NULL), m mood CHECK (m <> 'sad'));
ALTER TABLE checked ADD CONSTRAINT later CHECK (a <> 7) NOT VALID;
CREATE TABLE deferred (a integer UNIQUE DEFERRABLE INITIALLY IMMEDIATE, b integer, UNIQUE (b) DEFERRABLE INITIALLY DEFERRED, r int4range, EXCLUDE USING gist (r WITH &&));
CREATE TABLE loops_a (id integer PRIMARY KEY, b integer);
CREATE TABLE loops_b (id integer PRIMARY KEY, c integer REFERENCES loops_a);
ALTER TABLE loops_a ADD FOREIGN KEY (b) REFERENCES loops_b ON DELETE SET NULL;
CREATE TABLE sub (id bigint PRIMARY KEY REFERENCES people ON DELETE CASCADE, "class" text, "a.b" integer UNIQUE);
CREATE TABLE codes (code varchar PRIMARY KEY);
CREATE TABLE dotted (x integer REFERENCES sub ("a.b"), y varchar(3) REFERENCES codes);
CREATE TABLE status (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY);
COMMENT ON TABLE people IS 'who is ''here''';
COMMENT ON COLUMN people.boss IS 'two
lines';
CREATE INDEX ON people (team);
CREATE INDEX ON people (boss DESC, team);
CREATE INDEX nulls ON people (boss NULLS FIRST, team DESC NULLS LAST);
CREATE UNIQUE INDEX teams_lower ON teams (lower(name), lead DESC);
CREATE INDEX "some" ON people (team) WHERE boss IS NOT NULL AND mood = 'ok';
CREATE INDEX "quoted index" ON "order" ("it""s" text_pattern_ops);
CREATE INDEX expr ON numbers ((a + b), abs(c) DESC) WHERE a > 0;
CREATE INDEX gin ON arrays USING gin (a);
CREATE INDEX covering ON texts (a) INCLUDE (b) WITH (fillfactor = 50);
CREATE INDEX hashed ON texts USING hash (c);
CREATE INDEX collated ON texts (a COLLATE "C");
)sql";

}  // namespace migrations
