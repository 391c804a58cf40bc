#if MIGRATIONS_POSTGRESQL

#include "cli_chain_import_support.h"
#include "postgresql_suite.h"

namespace migrations {
namespace {

// On PostgreSQL: each layout, as its tool would have left it, and its table in a database.
class ChainImportOfPostgresql : public WithPostgresql<ChainImport> {
protected:
    void prepare() override {
        start_project("\"postgresql\"");
        environment_["MIGRATIONS_POSTGRESQL_URL"] = server().url();
    }

    std::string database(const std::string& sql) const {
        std::string url = server().create_database("chain_" + std::to_string(count_++));
        write("made.sql", sql);
        const Ran made = shell("psql -Xq -v ON_ERROR_STOP=1 '" + url + "' -f made.sql");
        EXPECT_EQ(made.exit, 0) << made.err;
        return url;
    }

    // The import records this revision in the database, and what follows it runs there.
    void expect_stamped(const std::string& url, const std::string& id, const std::string& ignored) const {
        const Ran imported = run({"import", "db", "--stamp", url});
        ASSERT_EQ(imported.exit, 0) << imported.err;
        EXPECT_NE(imported.out.find("the database is recorded to be at " + id + "; nothing was run\n"), std::string::npos) << imported.out;
        if (!ignored.empty()) {
            EXPECT_NE(imported.err.find("    [ignore]\n    tables = [\"" + ignored + "\"]\n"), std::string::npos) << imported.err;
            write("migrations/migrations.toml", read("migrations/migrations.toml") + "[ignore]\ntables = [\"" + ignored + "\"]\n");
        }
        expect_sound("postgresql", {});
        const Ran upgraded = run({"upgrade", "--database", url});
        EXPECT_EQ(upgraded.exit, 0) << upgraded.err;
        const Ran checked = run({"check", "--database", url});
        EXPECT_EQ(checked.exit, 0) << checked.err;
    }

    static inline int count_ = 0;
};

constexpr const char* users = "CREATE TABLE users (id bigserial PRIMARY KEY, email text NOT NULL);\n";

TEST_F(ChainImportOfPostgresql, of_fifty_migrations_and_more) {
    put_golang_migrate(long_postgresql_chain());
    const Ran imported = run({"import", "db"});
    ASSERT_EQ(imported.exit, 0) << imported.err;
    EXPECT_EQ(imported.err, "note: read the models, then run: migrations review\n");
    EXPECT_NE(imported.out.find("56 revisions of golang-migrate, run up, down and up again; 1 without a way down; 2 without a transaction\n"),
              std::string::npos) << imported.out;
    EXPECT_NE(revision_text("000024").find("transactional = false\n"), std::string::npos);
    EXPECT_NE(revision_text("000024").find("sql     = \"\"\"\nCREATE INDEX CONCURRENTLY users_team"), std::string::npos);
    EXPECT_NE(revision_text("000005").find("{ op = \"alter_enum\", enum = \"user_role\", values = [\"owner\", \"admin\", \"member\"] }"), std::string::npos) << revision_text("000005");
    EXPECT_NE(revision_text("000016").find("{ op = \"rename_table\", from = \"log_2022\", to = \"archive_2022\" }"), std::string::npos);
    EXPECT_NE(revision_text("000008").find("lost          = [\"users.nick\", \"users.updated_at\"]\n"), std::string::npos) << revision_text("000008");
    expect_sound("postgresql", {"000004", "000005", "000006", "000008", "000013", "000014", "000019", "000020", "000024", "000025"});
    expect_runs(server().create_database("long_chain"), "000022");
}

// All the way down, too.
TEST_F(ChainImportOfPostgresql, of_fifty_migrations_that_all_go_back) {
    std::vector<OldStep> steps = long_postgresql_chain();
    for (OldStep& each : steps) {
        if (each.down.empty()) each.down = "UPDATE users SET team_id = NULL;\n";
    }
    put_golang_migrate(steps);
    const Ran imported = run({"import", "db"});
    ASSERT_EQ(imported.exit, 0) << imported.err;
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    expect_runs(server().create_database("long_chain_back"), "base");
    EXPECT_EQ(run({"test", "chain"}).exit, 0) << run({"test", "chain"}).err;
}

TEST_F(ChainImportOfPostgresql, golang_migrate) {
    put({{"1_users.up.sql", users}, {"1_users.down.sql", "DROP TABLE users;"}, {"2_nick.up.sql", "ALTER TABLE users ADD nick varchar(9)"}, {"2_nick.down.sql", "ALTER TABLE users DROP nick"}});
    expect_stamped(database(std::string(users) + "CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL); INSERT INTO schema_migrations VALUES (1, false)"),
                   "1", "schema_migrations");
}

TEST_F(ChainImportOfPostgresql, dbmate) {
    put({{"20240115093000_users.sql", "-- migrate:up\n" + std::string(users) + "-- migrate:down\nDROP TABLE users;\n"},
         {"20240116093000_index.sql", "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY by_email ON users (email);\n\n-- migrate:down transaction:false\nDROP INDEX CONCURRENTLY by_email;\n"},
         {"20240117093000_role.sql", "-- migrate:up transaction:false\nCREATE TYPE role AS ENUM ('admin');\nALTER TYPE role ADD VALUE 'member';\nALTER TABLE users ADD role role NOT NULL DEFAULT "
                                     "'member';\n-- migrate:down\nALTER TABLE users DROP role;\nDROP TYPE role;\n"}});
    expect_stamped(database(std::string(users) + "CREATE TABLE schema_migrations (version character varying(128) NOT NULL PRIMARY KEY); INSERT INTO schema_migrations VALUES ('20240115093000')"),
                   "20240115093000", "schema_migrations");
}

TEST_F(ChainImportOfPostgresql, goose) {
    put({{"00001_users.sql", "-- +goose Up\n" + std::string(users) + "-- +goose Down\nDROP TABLE users;\n"},
         {"00002_double.sql", "-- +goose Up\n-- +goose StatementBegin\nCREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n  RETURN 2 * n;\nEND;\n$$;\n-- +goose "
                              "StatementEnd\n-- +goose Down\nDROP FUNCTION twice(int);\n"}});
    expect_stamped(database(std::string(users) + "CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp DEFAULT now()); "
                                                 "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true)"),
                   "00001", "goose_db_version");
}

TEST_F(ChainImportOfPostgresql, diesel) {
    put({{"00000000000000_diesel_initial_setup/up.sql", "CREATE OR REPLACE FUNCTION diesel_set_updated_at() RETURNS trigger AS $$\nBEGIN\n    RETURN NEW;\nEND;\n$$ LANGUAGE plpgsql;\n"},
         {"00000000000000_diesel_initial_setup/down.sql", "DROP FUNCTION IF EXISTS diesel_set_updated_at();\n"},
         {"2024-01-15-093000_users/up.sql", users},
         {"2024-01-15-093000_users/down.sql", "DROP TABLE users;\n"}});
    expect_stamped(database("CREATE FUNCTION diesel_set_updated_at() RETURNS trigger AS $$\nBEGIN\n    RETURN NEW;\nEND;\n$$ LANGUAGE plpgsql;\nCREATE TABLE __diesel_schema_migrations (version "
                            "varchar(50) PRIMARY KEY, run_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP); INSERT INTO __diesel_schema_migrations (version) VALUES ('00000000000000')"),
                   "00000000000000", "__diesel_schema_migrations");
}

TEST_F(ChainImportOfPostgresql, flyway) {
    put({{"V1__users.sql", users}, {"V2__nick.sql", "ALTER TABLE users ADD nick varchar(9);\n"}, {"R__names.sql", "CREATE OR REPLACE VIEW names AS SELECT email FROM users;\n"}});
    expect_stamped(database(std::string(users) + "CREATE TABLE flyway_schema_history (installed_rank integer NOT NULL PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL, type varchar(20) "
                                                 "NOT NULL, script varchar(1000) NOT NULL, checksum integer, installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(), execution_time "
                                                 "integer NOT NULL, success boolean NOT NULL); INSERT INTO flyway_schema_history VALUES (1, '1', '<< Flyway Baseline >>', 'BASELINE', '<< Flyway Baseline "
                                                 ">>', NULL, 'me', now(), 0, true)"),
                   "1", "flyway_schema_history");
}

TEST_F(ChainImportOfPostgresql, sqitch) {
    put({{"sqitch.plan", "%syntax-version=1.0.0\n%project=blog\n\nusers 2024-01-15T09:30:00Z Ann <ann@example.org> # Adds users\nnicks [users] 2024-01-17T09:30:00Z Ann <ann@example.org> # Shows nicks\n"},
         {"deploy/users.sql", "-- Deploy users\n\\set ON_ERROR_STOP on\nBEGIN;\n" + std::string(users) + "COMMIT;\n"},
         {"revert/users.sql", "BEGIN;\nDROP TABLE users;\nCOMMIT;\n"},
         {"deploy/nicks.sql", "BEGIN;\nALTER TABLE users ADD nick text;\nCOMMIT;\n"},
         {"revert/nicks.sql", "BEGIN;\nALTER TABLE users DROP nick;\nCOMMIT;\n"}});
    expect_stamped(database(std::string(users) + "CREATE SCHEMA sqitch; CREATE TABLE sqitch.changes (change_id text PRIMARY KEY, script_hash text, change text NOT NULL, project text NOT NULL, note text NOT "
                                                 "NULL, committed_at timestamptz NOT NULL, planned_at timestamptz NOT NULL); INSERT INTO sqitch.changes VALUES ('a', 'a', 'users', 'blog', '', now(), "
                                                 "'2024-01-15 10:30:00+01')"),
                   "users", "");
}

TEST_F(ChainImportOfPostgresql, a_database_that_is_another) {
    put({{"1_users.up.sql", users}, {"1_users.down.sql", "DROP TABLE users;"}});
    const std::string url = database("CREATE TABLE users (id bigserial PRIMARY KEY, email text, more int);\nCREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL); "
                                     "INSERT INTO schema_migrations VALUES (1, false)");
    const auto before = everything();
    const Ran imported = run({"import", "db", "--stamp", url});
    EXPECT_EQ(imported.exit, 3);
    EXPECT_NE(imported.err.find("error: the database is not what the chain makes up to version '1', at which it is by its table; from the chain to "), std::string::npos) << imported.err;
    EXPECT_NE(imported.err.find(" it is:\n    add column users.more"), std::string::npos) << imported.err;
    EXPECT_EQ(everything(), before);
    EXPECT_EQ(shell("psql -XAt '" + url + "' -c \"SELECT to_regclass('migrations_version') IS NULL\"").out, "t\n");
}

// A table keeps its sequence when it gets another name.
TEST_F(ChainImportOfPostgresql, of_serial_columns_that_were_renamed) {
    put({{"1_a.up.sql", "CREATE TABLE a (id serial PRIMARY KEY, n int);"},
         {"1_a.down.sql", "DROP TABLE a;"},
         {"2_b.up.sql", "ALTER TABLE a RENAME TO b; ALTER TABLE b RENAME id TO number;"},
         {"2_b.down.sql", "ALTER TABLE b RENAME number TO id; ALTER TABLE b RENAME TO a;"}});
    ASSERT_EQ(run({"import", "db"}).exit, 0) << run({"import", "db"}).err;
    expect_sound("postgresql", {"2"});
    EXPECT_NE(run({"sql", "head:base"}).out.find("ALTER TABLE b RENAME number TO id"), std::string::npos);
    EXPECT_NE(read("models/schema.toml").find("default_expr = \"nextval('a_id_seq'::regclass)\""), std::string::npos) << read("models/schema.toml");
}

// What belongs to the whole server stays there, and a second scratch database cannot do it again.
TEST_F(ChainImportOfPostgresql, statements_for_the_whole_server) {
    put({{"1_a.up.sql", "CREATE TABLE t (a int);\nCREATE ROLE chain_app LOGIN PASSWORD 'x';\nALTER ROLE chain_app PASSWORD 'y';\nGRANT CONNECT ON DATABASE blog TO chain_app;\n"},
         {"1_a.down.sql", "DROP TABLE t;\nDROP ROLE chain_app;\n"},
         {"2_b.up.sql", "CREATE DATABASE other;\n"},
         {"3_c.up.sql", "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chain_app') THEN CREATE ROLE chain_app; END IF; END $$;\n"}});
    refused({"import", "db"}, 4,
            "db/1_a.up.sql:2:1: error: 'CREATE ROLE chain_app LOGIN' is for the whole server, and a second database of it could not run it [server-wide]\n"
            "note: let it look first: DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chain_app') THEN CREATE ROLE chain_app; END IF; END $$\n"
            "db/1_a.up.sql:3:1: error: 'ALTER ROLE chain_app' would change the server that MIGRATIONS_POSTGRESQL_URL names beyond the scratch databases [server-wide]\n"
            "note: unset MIGRATIONS_POSTGRESQL_URL: a server is then started for this alone, and thrown away\n"
            "db/1_a.up.sql:4:1: error: 'GRANT CONNECT ON DATABASE blog TO chain_' is about the database of that name, wherever it runs [server-wide]\n"
            "note: let it take the one in which it runs: DO $$ BEGIN EXECUTE format('... DATABASE %I ...', current_database()); END $$\n"
            "db/1_a.down.sql:2:1: error: 'DROP ROLE chain_app' is for the whole server, and a second database of it could not run it [server-wide]\n"
            "note: take it out: other databases of the server may use the role\n"
            "db/2_b.up.sql:1:1: error: 'CREATE DATABASE other' is for the whole server, and a second database of it could not run it [server-wide]\n"
            "note: take it out: it belongs to where the server is set up\n"
            "db/3_c.up.sql:1:1: error: this block is about roles, and would change the server that MIGRATIONS_POSTGRESQL_URL names beyond the scratch databases [server-wide]\n"
            "note: unset MIGRATIONS_POSTGRESQL_URL: a server is then started for this alone, and thrown away\n"
            "note: nothing was written\n");
    EXPECT_EQ(shell("psql -XAt '" + server().url() + "' -c \"SELECT count(*) FROM pg_roles WHERE rolname = 'chain_app'\"").out, "0\n");
}

// On a server of its own import makes roles, as the usual idiom does.
TEST_F(ChainImportOfPostgresql, roles_that_are_looked_for_first) {
    environment_.erase("MIGRATIONS_POSTGRESQL_URL");
    put({{"1_role.up.sql", "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'chain_app') THEN CREATE ROLE chain_app; END IF; END $$;\nALTER ROLE chain_app SET search_path = public;\n"},
         {"1_role.down.sql", ""},
         {"2_t.up.sql", "CREATE TABLE t (a int);\nGRANT SELECT ON t TO chain_app;\nGRANT chain_app TO CURRENT_USER;\n"},
         {"2_t.down.sql", "DROP TABLE t;\n"}});
    const Ran imported = run({"import", "db"});
    EXPECT_EQ(imported.exit, 0) << imported.err;
    EXPECT_NE(imported.out.find("2 revisions of golang-migrate, run up, down and up again\n"), std::string::npos) << imported.out;
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    const Ran tested = run({"test", "chain", "--dialect", "postgresql"});
    EXPECT_EQ(tested.exit, 0) << tested.out << tested.err;
}

TEST_F(ChainImportOfPostgresql, roles_that_are_not_there) {
    put({{"1_t.up.sql", "CREATE TABLE t (a int);\nGRANT SELECT ON t TO chain_reader;\n"}});
    refused({"import", "db"}, 7,
            "db/1_t.up.sql:2:1: error: role \"chain_reader\" does not exist [sql-failed]\n"
            "note: roles belong to the server, and that of the scratch databases lacks it: make it where it is missing, in a DO block that looks into pg_roles first, or let "
            "MIGRATIONS_POSTGRESQL_URL name a server that has it\n"
            "note: nothing was written\n");
}

// What is found of a way back is said also when the chain cannot be run a second time.
TEST_F(ChainImportOfPostgresql, a_way_back_that_fails_in_a_chain_that_runs_once) {
    environment_.erase("MIGRATIONS_POSTGRESQL_URL");
    put({{"1_hidden.up.sql", "DO $$ BEGIN EXECUTE 'CREATE ' || 'ROLE chain_hidden'; END $$;\n"},
         {"2_t.up.sql", "CREATE TABLE t (a int);\n"},
         {"2_t.down.sql", "SELECT 1;\n"}});
    refused({"import", "db"}, 7,
            "db/2_t.down.sql:1:1: error: after the SQL up and down the database is not what it was: create table t (1 column) [not-restored]\n"
            "db/1_hidden.up.sql:1:1: error: on a second database this fails: role \"chain_hidden\" already exists [not-repeatable]\n"
            "note: what it makes beyond its database, as a role of the server, may be there already: let it look first\n"
            "note: nothing was written\n");
}

TEST_F(ChainImportOfPostgresql, a_way_back_that_takes_the_transaction) {
    put({{"1_t.up.sql", "CREATE TABLE t (a int);\nCREATE INDEX i ON t (a);\n"}, {"1_t.down.sql", "DROP INDEX CONCURRENTLY i;\nDROP TABLE t;\n"}});
    const Ran imported = run({"import", "db"});
    EXPECT_EQ(imported.exit, 0) << imported.err;
    EXPECT_EQ(imported.err.find("db/1_t.down.sql:1:1: warning: the way back runs without a transaction, and so the whole revision gets transactional = false [no-transaction]\n"), 0U) << imported.err;
}

TEST_F(ChainImportOfPostgresql, parameters) {
    put({{"1_x.up.sql", "SELECT 1;\nSELECT\n  :'name';\n"}, {"2_y.up.sql", "SELECT $1;\n"}});
    refused({"import", "db"}, 4,
            "db/1_x.up.sql:3:3: error: the SQL cannot be read by postgresql: ':'name'' is a parameter, and a script has no values for it [sql-syntax]\n"
            "db/2_y.up.sql:1:8: error: the SQL cannot be read by postgresql: '$1' is a parameter, and a script has no values for it [sql-syntax]\n"
            "note: nothing was written\n");
}

TEST_F(ChainImportOfPostgresql, mistakes_have_their_place) {
    put({{"1_users.up.sql", users}, {"2_x.up.sql", "SELECT 1;\n\nALTER TABLE users\n    ADD CONSTRAINT c CHECK (nope > 1);\n"}});
    refused({"import", "db"}, 7, "db/2_x.up.sql:3:1: error: column \"nope\" does not exist [sql-failed]\nnote: nothing was written\n");
    put({{"2_x.up.sql", "SELECT 1;\nCREATE TABL x ();\n"}, {"3_y.up.sql", "SELECT 1;\n  COMMIT;\nSELECT 2;\n"}});
    refused({"import", "db"}, 4,
            "db/2_x.up.sql:2:8: error: the SQL cannot be read by postgresql: syntax error at or near \"TABL\" in line 2 [sql-syntax]\n"
            "db/3_y.up.sql:2:3: error: 'COMMIT' begins or ends a transaction, which only the runner may do [transaction-control]\n"
            "note: import takes off one BEGIN and COMMIT around all of a script; take this out of the file, or make several migrations of it\n"
            "note: nothing was written\n");
}

}  // namespace
}  // namespace migrations

#endif
