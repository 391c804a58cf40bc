#pragma once

#include <cstdio>
#include <string>
#include <vector>

namespace migrations {

// Chains of plain SQL as they grow over years, of 50 migrations and more.
struct OldStep {
    std::string title;
    std::string up;
    std::string down;
};

inline std::string number_of(std::size_t at) {
    const std::string digits = std::to_string(at + 1);
    return std::string(6 - digits.size(), '0') + digits;
}

// Tables that come, grow and are indexed, three migrations each, until there are so many.
inline void add_plain_steps(std::vector<OldStep>& steps, std::size_t count, const std::string& key, const std::string& text) {
    for (int i = 1; steps.size() < count; ++i) {
        const std::string table = "item_" + std::to_string(i);
        steps.push_back({"create_" + table, "CREATE TABLE " + table + " (\n    id " + key + ",\n    title " + text + " NOT NULL\n);\n", "DROP TABLE " + table + ";\n"});
        steps.push_back({"add_rank_to_" + table, "ALTER TABLE " + table + " ADD COLUMN rank integer NOT NULL DEFAULT 0;\n", "ALTER TABLE " + table + " DROP COLUMN rank;\n"});
        steps.push_back({"index_" + table, "CREATE INDEX " + table + "_rank ON " + table + " (rank, title);\n", "DROP INDEX " + table + "_rank;\n"});
    }
}

inline std::vector<OldStep> long_postgresql_chain() {
    std::vector<OldStep> steps = {
        {"create_teams", "-- where it all began\nBEGIN;\n\nCREATE TABLE teams (\n    id bigserial PRIMARY KEY,\n    name varchar(50) NOT NULL UNIQUE\n);\n\nCOMMIT;\n",
         "BEGIN;\nDROP TABLE teams;\nCOMMIT;\n"},
        {"create_users",
         "CREATE TYPE user_role AS ENUM ('admin', 'member');\nCREATE TABLE users (\n    id bigserial PRIMARY KEY,\n    email text NOT NULL,\n    role user_role NOT NULL "
         "DEFAULT 'member',\n    team_id bigint REFERENCES teams (id) ON DELETE CASCADE,\n    created_at timestamptz NOT NULL DEFAULT now(),\n    CONSTRAINT email_is_one CHECK "
         "(email <> '')\n);\n",
         "DROP TABLE users;\nDROP TYPE user_role;\n"},
        {"touch", "ALTER TABLE users ADD COLUMN updated_at timestamptz;\nCREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    NEW.updated_at := now(); -- ; not an end\n"
                  "    RETURN NEW;\nEND;\n$$;\nCREATE TRIGGER users_touch BEFORE UPDATE ON users\n    FOR EACH ROW EXECUTE FUNCTION touch();\n",
         "DROP TRIGGER users_touch ON users;\nDROP FUNCTION touch();\nALTER TABLE users DROP COLUMN updated_at;\n"},
        {"yearly_logs", "DO $do$\nDECLARE\n    year int;\nBEGIN\n    FOR year IN 2022..2024 LOOP\n        EXECUTE format('CREATE TABLE log_%s (id bigserial PRIMARY KEY, line text NOT NULL)', "
                        "year);\n    END LOOP;\nEND\n$do$;\n",
         "DO $$ BEGIN DROP TABLE log_2022, log_2023, log_2024; END $$;\n"},
        {"owners", "ALTER TYPE user_role ADD VALUE IF NOT EXISTS 'owner' BEFORE 'admin';\n",
         "ALTER TABLE users ALTER COLUMN role DROP DEFAULT;\nALTER TYPE user_role RENAME TO user_role_old;\nCREATE TYPE user_role AS ENUM ('admin', 'member');\nALTER TABLE users ALTER COLUMN role "
         "TYPE user_role USING role::text::user_role;\nALTER TABLE users ALTER COLUMN role SET DEFAULT 'member';\nDROP TYPE user_role_old;\n"},
        {"index_email_while_running", "CREATE INDEX CONCURRENTLY users_email ON users (lower(email));\n", "DROP INDEX CONCURRENTLY users_email;\n"},
        {"add_nick", "ALTER TABLE users ADD COLUMN nick varchar(40);\n", "ALTER TABLE users DROP COLUMN nick;\n"},
        {"fill_nick", "UPDATE users SET nick = left(split_part(email, '@', 1), 40) WHERE nick IS NULL;\n", "SELECT 1;\n"},
        {"nick_is_there", "UPDATE users SET nick = 'nobody' WHERE nick IS NULL;\nALTER TABLE users ALTER COLUMN nick SET NOT NULL, ALTER COLUMN nick SET DEFAULT 'nobody';\n",
         "ALTER TABLE users ALTER COLUMN nick DROP NOT NULL, ALTER COLUMN nick DROP DEFAULT;\n"},
        {"admins", "CREATE VIEW admins AS\nSELECT id, email, nick FROM users WHERE role IN ('admin', 'owner');\n", "DROP VIEW admins;\n"},
        {"replace_touch", "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    IF NEW IS DISTINCT FROM OLD THEN NEW.updated_at := clock_timestamp(); END IF;\n    "
                          "RETURN NEW;\nEND;\n$$;\n",
         "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    NEW.updated_at := now(); -- ; not an end\n    RETURN NEW;\nEND;\n$$;\n"},
        {"check_nick", "ALTER TABLE users ADD CONSTRAINT nick_is_long CHECK (length(nick) > 0) NOT VALID;\n", "ALTER TABLE users DROP CONSTRAINT nick_is_long;\n"},
        {"validate_nick", "ALTER TABLE users VALIDATE CONSTRAINT nick_is_long;\n",
         "ALTER TABLE users DROP CONSTRAINT nick_is_long;\nALTER TABLE users ADD CONSTRAINT nick_is_long CHECK (length(nick) > 0) NOT VALID;\n"},
        {"audit", "CREATE TABLE audit (id bigserial PRIMARY KEY, what text NOT NULL, at timestamptz NOT NULL DEFAULT now());\nCREATE FUNCTION audit_user() RETURNS trigger LANGUAGE plpgsql AS "
                  "$fn$ BEGIN INSERT INTO audit (what) VALUES (TG_OP || ' ' || COALESCE(NEW.email, '')); RETURN NULL; END $fn$;\nCREATE TRIGGER users_audit AFTER INSERT ON users FOR EACH ROW "
                  "EXECUTE FUNCTION audit_user();\n",
         "DROP TRIGGER users_audit ON users;\nDROP FUNCTION audit_user();\nDROP TABLE audit;\n"},
        {"rename_nick", "ALTER TABLE users RENAME COLUMN nick TO handle;\n", "ALTER TABLE users RENAME COLUMN handle TO nick;\n"},
        {"rename_logs", "ALTER TABLE log_2022 RENAME TO archive_2022;\n", "ALTER TABLE archive_2022 RENAME TO log_2022;\n"},
        {"tags", "ALTER TABLE users ADD COLUMN tags text[] NOT NULL DEFAULT '{}', ADD COLUMN settings jsonb;\nCREATE INDEX users_tags ON users USING gin (tags);\nCOMMENT ON COLUMN users.tags IS "
                 "'what they call themselves';\n",
         "ALTER TABLE users DROP COLUMN tags, DROP COLUMN settings;\n"},
        {"score", "ALTER TABLE users ADD COLUMN score integer NOT NULL DEFAULT 0;\n", "ALTER TABLE users DROP COLUMN score;\n"},
        {"score_as_number", "ALTER TABLE users ALTER COLUMN score DROP DEFAULT;\nALTER TABLE users ALTER COLUMN score TYPE numeric(12,2) USING score / 100.0;\nALTER TABLE users ALTER COLUMN "
                            "score SET DEFAULT 0;\n",
         "ALTER TABLE users ALTER COLUMN score DROP DEFAULT;\nALTER TABLE users ALTER COLUMN score TYPE integer USING (score * 100)::integer;\nALTER TABLE users ALTER COLUMN score SET DEFAULT 0;\n"},
        {"rebuild_logs", "CREATE TABLE log_new (id bigserial PRIMARY KEY, line text NOT NULL, size integer GENERATED ALWAYS AS (length(line)) STORED);\nINSERT INTO log_new (id, line) SELECT id, line "
                         "FROM log_2023;\nDROP TABLE log_2023;\nALTER TABLE log_new RENAME TO log_2023;\nALTER SEQUENCE log_new_id_seq RENAME TO log_2023_id_seq;\nALTER INDEX log_new_pkey RENAME TO "
                         "log_2023_pkey;\n",
         "ALTER TABLE log_2023 DROP COLUMN size;\n"},
        {"seed_teams", "INSERT INTO teams (name) VALUES ('staff'), ('guests') ON CONFLICT (name) DO NOTHING;\n", "DELETE FROM teams WHERE name IN ('staff', 'guests');\n"},
        {"nobody_without_team", "WITH staff AS (SELECT id FROM teams WHERE name = 'staff')\nUPDATE users SET team_id = staff.id FROM staff WHERE users.team_id IS NULL;\n", ""},
        {"partial_index", "CREATE UNIQUE INDEX users_one_owner ON users (team_id) WHERE role = 'owner';\n", "DROP INDEX users_one_owner;\n"},
        {"two_at_once", "CREATE INDEX CONCURRENTLY users_team ON users (team_id);\nCREATE INDEX CONCURRENTLY users_handle ON users (handle) INCLUDE (email);\n",
         "DROP INDEX CONCURRENTLY users_handle;\nDROP INDEX CONCURRENTLY users_team;\n"},
        {"logs_of_users", "ALTER TABLE log_2024 ADD COLUMN user_id bigint;\nALTER TABLE log_2024 ADD CONSTRAINT log_user FOREIGN KEY (user_id) REFERENCES users (id) DEFERRABLE INITIALLY "
                          "DEFERRED;\n",
         "ALTER TABLE log_2024 DROP CONSTRAINT log_user;\nALTER TABLE log_2024 DROP COLUMN user_id;\n"},
        {"counting", "CREATE FUNCTION members(team bigint) RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM users WHERE team_id = team';\nCREATE VIEW team_sizes AS SELECT t.id, t.name, "
                     "members(t.id) AS size FROM teams t;\n",
         "DROP VIEW team_sizes;\nDROP FUNCTION members(bigint);\n"},
    };
    add_plain_steps(steps, 56, "bigserial PRIMARY KEY", "varchar(80)");
    return steps;
}

inline std::vector<OldStep> long_sqlite_chain() {
    std::vector<OldStep> steps = {
        {"create_teams", "BEGIN TRANSACTION;\nCREATE TABLE teams (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(50) NOT NULL UNIQUE);\nCOMMIT;\n", "DROP TABLE teams;\n"},
        {"create_users", "CREATE TABLE users (\n    id INTEGER PRIMARY KEY,\n    email TEXT NOT NULL COLLATE NOCASE,\n    team_id INTEGER REFERENCES teams (id) ON DELETE CASCADE,\n    created_at DATETIME "
                         "DEFAULT CURRENT_TIMESTAMP,\n    CHECK (email <> '')\n);\nCREATE INDEX users_team ON users (team_id);\n",
         "DROP TABLE users;\n"},
        {"touch", "ALTER TABLE users ADD COLUMN updated_at DATETIME;\nCREATE TRIGGER users_touch AFTER UPDATE OF email ON users\nBEGIN\n    UPDATE users SET updated_at = CURRENT_TIMESTAMP WHERE id = "
                  "NEW.id; -- ; not an end\nEND;\n",
         "DROP TRIGGER users_touch;\nALTER TABLE users DROP COLUMN updated_at;\n"},
        {"nick", "ALTER TABLE users ADD COLUMN nick TEXT;\nUPDATE users SET nick = substr(email, 1, 8);\n", "ALTER TABLE users DROP COLUMN nick;\n"},
        {"nick_is_there",
         "PRAGMA foreign_keys = OFF;\nBEGIN;\nCREATE TABLE users_new (\n    id INTEGER PRIMARY KEY,\n    email TEXT NOT NULL COLLATE NOCASE,\n    team_id INTEGER REFERENCES teams (id) ON DELETE "
         "CASCADE,\n    created_at DATETIME DEFAULT CURRENT_TIMESTAMP,\n    updated_at DATETIME,\n    nick TEXT NOT NULL DEFAULT 'nobody',\n    CHECK (email <> '')\n);\nINSERT INTO users_new SELECT id, "
         "email, team_id, created_at, updated_at, coalesce(nick, 'nobody') FROM users;\nDROP TABLE users;\nALTER TABLE users_new RENAME TO users;\nCREATE INDEX users_team ON users (team_id);\nCREATE "
         "TRIGGER users_touch AFTER UPDATE OF email ON users\nBEGIN\n    UPDATE users SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id; -- ; not an end\nEND;\nPRAGMA foreign_key_check;\nCOMMIT;\n"
         "PRAGMA foreign_keys = ON;\n",
         "CREATE TABLE users_old (\n    id INTEGER PRIMARY KEY,\n    email TEXT NOT NULL COLLATE NOCASE,\n    team_id INTEGER REFERENCES teams (id) ON DELETE CASCADE,\n    created_at DATETIME DEFAULT "
         "CURRENT_TIMESTAMP,\n    updated_at DATETIME,\n    nick TEXT,\n    CHECK (email <> '')\n);\nINSERT INTO users_old SELECT id, email, team_id, created_at, updated_at, nick FROM users;\nDROP TABLE "
         "users;\nALTER TABLE users_old RENAME TO users;\nCREATE INDEX users_team ON users (team_id);\nCREATE TRIGGER users_touch AFTER UPDATE OF email ON users\nBEGIN\n    UPDATE users SET updated_at = "
         "CURRENT_TIMESTAMP WHERE id = NEW.id; -- ; not an end\nEND;\n"},
        {"rename_nick", "ALTER TABLE users RENAME COLUMN nick TO handle;\n", "ALTER TABLE users RENAME COLUMN handle TO nick;\n"},
        {"handles", "CREATE VIEW handles AS SELECT id, handle FROM users;\n", "DROP VIEW handles;\n"},
        {"log", "CREATE TABLE log (at DATETIME, line TEXT NOT NULL, PRIMARY KEY (at, line)) WITHOUT ROWID;\n", "DROP TABLE log;\n"},
        {"log_inserts", "CREATE TRIGGER log_users AFTER INSERT ON users BEGIN INSERT OR IGNORE INTO log VALUES (NEW.created_at, NEW.email); END;\n", "DROP TRIGGER log_users;\n"},
        {"sizes", "ALTER TABLE log ADD COLUMN size INTEGER GENERATED ALWAYS AS (length(line)) VIRTUAL;\n", "ALTER TABLE log DROP COLUMN size;\n"},
        {"seed", "INSERT OR IGNORE INTO teams (name) VALUES ('staff'), ('guests');\n", "DELETE FROM teams WHERE name IN ('staff', 'guests');\n"},
        {"lower", "UPDATE users SET email = lower(email);\n", "SELECT 1;\n"},
        {"teams", "ALTER TABLE teams RENAME TO groups;\n", "ALTER TABLE groups RENAME TO teams;\n"},
        {"by_handle", "CREATE UNIQUE INDEX users_by_handle ON users (lower(handle)) WHERE handle <> 'nobody';\n", "DROP INDEX users_by_handle;\n"},
        {"settings", "CREATE TABLE settings (name TEXT PRIMARY KEY NOT NULL, value ANY) STRICT;\n", "DROP TABLE settings;\n"},
    };
    add_plain_steps(steps, 54, "INTEGER PRIMARY KEY", "VARCHAR(80)");
    return steps;
}

}  // namespace migrations
