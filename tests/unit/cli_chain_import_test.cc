#include "cli_chain_import_support.h"

namespace migrations {
namespace {

// On SQLite: each layout, as its tool would have left it, and its table in a database.
class ChainImportOfSqlite : public ChainImport {
protected:
    void SetUp() override { start_project("\"sqlite\""); }

    // A database on which the tool has run this; `record` makes its table.
    void make_live(const std::string& sql, const std::string& record) const { make_database("live.db", sql + record); }

    // It is recorded to be at this revision, and goes on from there.
    void expect_stamped(const std::string& id, const std::string& ignored) const {
        EXPECT_EQ(ask("live.db", "SELECT revision FROM migrations_version"), id);
        write("migrations/migrations.toml", read("migrations/migrations.toml") + "[ignore]\ntables = [\"" + ignored + "\"]\n");
        EXPECT_EQ(run({"review", "--yes"}).exit, 0);
        const Ran checked = run({"check", "--database", "live.db"});
        EXPECT_EQ(checked.err.find("database-drift"), std::string::npos) << checked.err;
        EXPECT_EQ(run({"upgrade", "--database", "live.db"}).exit, 0);
        EXPECT_EQ(run({"check", "--database", "live.db"}).exit, 0) << run({"check", "--database", "live.db"}).err;
    }
};

TEST_F(ChainImportOfSqlite, golang_migrate) {
    put({{"000001_create_users.up.sql", "-- people\nBEGIN;\nCREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(50) NOT NULL UNIQUE);\nCOMMIT;\n"},
         {"000001_create_users.down.sql", "DROP TABLE users;\n"},
         {"000002_fill.up.sql", "UPDATE users SET email = email || '.example';\n"},
         {"000003_add_nick.up.sql", "ALTER TABLE users ADD COLUMN nick TEXT;"},
         {"000003_add_nick.down.sql", "ALTER TABLE users DROP COLUMN nick;"},
         {"README.md", "how to"}});
    make_live("CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(50) NOT NULL UNIQUE);",
              "CREATE TABLE schema_migrations (version uint64, dirty bool); CREATE UNIQUE INDEX version_unique ON schema_migrations (version); "
              "INSERT INTO schema_migrations VALUES (2, false)");
    const Ran imported = run({"import", "db/", "--stamp", "live.db"});
    EXPECT_EQ(imported.exit, 0) << imported.err;
    EXPECT_EQ(plain(imported.out),
              "wrote ~/models/schema.toml\n"
              "wrote ~/migrations/revisions/000001_create_users.toml\n"
              "wrote ~/migrations/revisions/000002_fill.toml\n"
              "wrote ~/migrations/revisions/000003_add_nick.toml\n"
              "3 revisions of golang-migrate, run up, down and up again; 1 without a way down\n"
              "the database is recorded to be at 000002; nothing was run\n");
    EXPECT_EQ(imported.err,
              "note: not imported: README.md: no NNN_title.up.sql or .down.sql\n"
              "note: the table 'schema_migrations' of golang-migrate is left as it is; so that comparisons pass over it, write into "
              "migrations.toml:\n\n    [ignore]\n    tables = [\"schema_migrations\"]\n\n"
              "note: read the models, then run: migrations review\n");
    EXPECT_EQ(revision_text("000001"),
              "revision      = \"000001\"\n"
              "message       = \"create users\"\n\n"
              "# from 000001_create_users.up.sql, without its BEGIN and COMMIT\n"
              "[[upgrade]]\n"
              "op      = \"execute\"\n"
              "sql     = \"\"\"\n-- people\nCREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(50) NOT NULL UNIQUE);\n\"\"\"\n"
              "effects = [\n"
              "    { op = \"create_table\", table = \"users\", columns = [{ name = \"id\", type = \"int64\", identity = true }, { name = \"email\", type = "
              "{ portable = \"string(50)\", sqlite = \"VARCHAR(50)\" } }], primary_key = { name = \"unnamed id\", columns = [\"id\"] }, uniques = [{ name = "
              "\"unnamed email\", columns = [\"email\"] }] },\n"
              "]\n\n"
              "# from 000001_create_users.down.sql\n"
              "[[downgrade]]\n"
              "op      = \"execute\"\n"
              "sql     = \"DROP TABLE users;\"\n"
              "effects = [\n"
              "    { op = \"drop_table\", table = \"users\" },\n"
              "]\n");
    EXPECT_EQ(revision_text("000002"),
              "revision      = \"000002\"\n"
              "down_revision = \"000001\"\n"
              "message       = \"fill\"\n"
              "irreversible  = \"golang-migrate has no way down from 000002_fill.up.sql\"\n"
              "lost          = [\"users.email\"]\n\n"
              "# from 000002_fill.up.sql\n"
              "[[upgrade]]\n"
              "op  = \"execute\"\n"
              "sql = \"UPDATE users SET email = email || '.example';\"\n");
    expect_stamped("000002", "schema_migrations");
    EXPECT_EQ(ask("live.db", "SELECT * FROM schema_migrations"), "2 0");
    EXPECT_EQ(run({"test", "chain"}).exit, 0);
}

TEST_F(ChainImportOfSqlite, the_same_import_gives_the_same_files) {
    std::vector<OldStep> steps = long_sqlite_chain();
    steps.resize(15);
    put_golang_migrate(steps);
    ASSERT_EQ(run({"import", "db"}).exit, 0);
    const auto first = everything();
    for (const auto& [name, text] : first) {
        if (name.ends_with(".toml") && name != "migrations/migrations.toml") std::filesystem::remove(path(name));
    }
    ASSERT_EQ(run({"import", "db", "--layout", "golang-migrate", "--dialect", "sqlite"}).exit, 0);
    EXPECT_EQ(everything(), first);
}

// Models that say nothing are models.
TEST_F(ChainImportOfSqlite, of_a_chain_that_makes_nothing) {
    put({{"1_a.up.sql", "SELECT 1;"}, {"1_a.down.sql", ""}});
    ASSERT_EQ(run({"import", "db"}).exit, 0) << run({"import", "db"}).err;
    EXPECT_TRUE(exists("models/schema.toml"));
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    EXPECT_EQ(run({"check"}).exit, 0) << run({"check"}).err;
}

TEST_F(ChainImportOfSqlite, of_fifty_migrations_and_more) {
    put_golang_migrate(long_sqlite_chain());
    const Ran imported = run({"import", "db"});
    ASSERT_EQ(imported.exit, 0) << imported.err;
    EXPECT_EQ(imported.err, "note: read the models, then run: migrations review\n");
    EXPECT_NE(imported.out.find("54 revisions of golang-migrate, run up, down and up again\n"), std::string::npos) << imported.out;
    expect_sound("sqlite", {"000003", "000004", "000005", "000009", "000010", "000011", "000012", "000013", "000014", "000017"});
    make_database("x.db", "");
    expect_runs("x.db", "base");
}

TEST_F(ChainImportOfSqlite, dbmate) {
    put({{"20240115093000_create_users.sql",
          "-- migrate:up\nCREATE TABLE users (id INTEGER PRIMARY KEY, nick TEXT);\n\n-- migrate:down\nDROP TABLE users;\n"},
         {"20240116100000_clean.sql", "-- migrate:up transaction:false\nVACUUM;\n-- migrate:down transaction:false\nVACUUM;\n"},
         {"20240117100000_rebuild.sql",
          "-- migrate:up transaction:false\nPRAGMA foreign_keys = OFF;\nBEGIN;\nCREATE TABLE users_new (id INTEGER PRIMARY KEY, nick TEXT NOT NULL DEFAULT '');\nINSERT INTO "
          "users_new SELECT id, coalesce(nick, '') FROM users;\nDROP TABLE users;\nALTER TABLE users_new RENAME TO users;\nCOMMIT;\nPRAGMA foreign_keys = ON;\n"}});
    make_live("CREATE TABLE users (id INTEGER PRIMARY KEY, nick TEXT);",
              "CREATE TABLE schema_migrations (version varchar(128) primary key); INSERT INTO schema_migrations VALUES ('20240116100000'), ('20240115093000')");
    const Ran imported = run({"import", "db", "--stamp", "live.db"});
    ASSERT_EQ(imported.exit, 0) << imported.err;
    EXPECT_EQ(revision_files(), (std::vector<std::string>{"20240115093000_create_users.toml", "20240116100000_clean.toml", "20240117100000_rebuild.toml"}));
    EXPECT_NE(revision_text("clean").find("created       = 2024-01-16T10:00:00Z\ntransactional = false\n"), std::string::npos) << revision_text("clean");
    EXPECT_EQ(revision_text("rebuild").find("transactional"), std::string::npos) << revision_text("rebuild");
    EXPECT_NE(revision_text("rebuild").find("sql     = \"\"\"\nCREATE TABLE users_new"), std::string::npos) << revision_text("rebuild");
    expect_stamped("20240116100000", "schema_migrations");
}

TEST_F(ChainImportOfSqlite, goose) {
    put({{"00001_create_users.sql",
          "-- +goose Up\n-- +goose StatementBegin\nCREATE TABLE users (id INTEGER PRIMARY KEY, nick TEXT);\n-- +goose StatementEnd\n\n-- +goose Down\nDROP TABLE users;\n"},
         {"00002_log.sql",
          "-- +goose Up\nCREATE TABLE log (line TEXT);\n-- +goose StatementBegin\nCREATE TRIGGER t AFTER INSERT ON users BEGIN\n  INSERT INTO log VALUES (NEW.nick);\nEND;\n-- +goose "
          "StatementEnd\n-- +goose Down\nDROP TABLE log;\nDROP TRIGGER t;\n"},
         {"00003_index.sql", "-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX by_nick ON users (nick);\n"}});
    make_live("CREATE TABLE users (id INTEGER PRIMARY KEY, nick TEXT);",
              "CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL, is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT "
              "(datetime('now'))); INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1), (1, 1), (2, 1), (2, 0)");
    const Ran imported = run({"import", "db", "--stamp", "live.db"});
    ASSERT_EQ(imported.exit, 0) << imported.err;
    EXPECT_NE(revision_text("00002").find("sql     = \"\"\"\nCREATE TABLE log (line TEXT);\nCREATE TRIGGER t AFTER INSERT ON users BEGIN\n  INSERT INTO log VALUES "
                                          "(NEW.nick);\nEND;\n\"\"\"\n"),
              std::string::npos) << revision_text("00002");
    EXPECT_NE(revision_text("00003").find("transactional = false\nirreversible  = \"goose has no way down from 00003_index.sql\"\n"), std::string::npos);
    expect_stamped("00001", "goose_db_version");
}

TEST_F(ChainImportOfSqlite, diesel) {
    put({{"2024-01-15-093000_create_users/up.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, nick TEXT);\n"},
         {"2024-01-15-093000_create_users/down.sql", "DROP TABLE users;\n"},
         {"2024-01-16-100000_clean/up.sql", "VACUUM;\n"},
         {"2024-01-16-100000_clean/down.sql", "VACUUM;\n"},
         {"2024-01-16-100000_clean/metadata.toml", "run_in_transaction = false\n"},
         {".diesel_lock", ""}});
    make_live("CREATE TABLE users (id INTEGER PRIMARY KEY NOT NULL, nick TEXT);",
              "CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP); INSERT INTO "
              "__diesel_schema_migrations (version) VALUES ('20240115093000')");
    const Ran imported = run({"import", "db", "--stamp", "live.db"});
    ASSERT_EQ(imported.exit, 0) << imported.err;
    EXPECT_NE(revision_text("clean").find("created       = 2024-01-16T10:00:00Z\ntransactional = false\n"), std::string::npos) << revision_text("clean");
    expect_stamped("20240115093000", "__diesel_schema_migrations");
}

TEST_F(ChainImportOfSqlite, flyway) {
    put({{"V1__create_users.sql", "CREATE TABLE users (id INTEGER PRIMARY KEY, nick TEXT);\n"},
         {"U1__create_users.sql", "DROP TABLE users;\n"},
         {"V1_1__add_age.sql", "ALTER TABLE users ADD COLUMN age INTEGER;\n"},
         {"V10__clean.sql", "VACUUM;\n"},
         {"V10__clean.sql.conf", "executeInTransaction=false\n"},
         {"R__names.sql", "DROP VIEW IF EXISTS names;\nCREATE VIEW names AS SELECT nick FROM users;\n"},
         {"afterMigrate.sql", "SELECT 1;\n"}});
    make_live("CREATE TABLE users (id INTEGER PRIMARY KEY, nick TEXT); ALTER TABLE users ADD COLUMN age INTEGER;",
              "CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL PRIMARY KEY, version VARCHAR(50), description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script "
              "VARCHAR(1000) NOT NULL, checksum INT, installed_by VARCHAR(100) NOT NULL, installed_on TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, execution_time INT NOT NULL, success BOOLEAN "
              "NOT NULL); CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success); INSERT INTO flyway_schema_history VALUES (1, '1', 'create users', 'SQL', "
              "'V1__create_users.sql', 7, 'me', '2024', 3, 1), (2, '1.1', 'add age', 'SQL', 'V1_1__add_age.sql', 8, 'me', '2024', 3, 1)");
    const Ran imported = run({"import", "db", "--stamp", "live.db"});
    ASSERT_EQ(imported.exit, 0) << imported.err;
    EXPECT_NE(imported.err.find("note: not imported: afterMigrate.sql: no V1__title.sql, U1__title.sql or R__title.sql\n"), std::string::npos) << imported.err;
    EXPECT_EQ(revision_files(), (std::vector<std::string>{"10_clean.toml", "1_1_add_age.toml", "1_create_users.toml", "r_names_names.toml"}));
    EXPECT_NE(revision_text("r_names").find("down_revision = \"10\"\n"), std::string::npos);
    EXPECT_NE(revision_text("10_clean").find("down_revision = \"1_1\"\n"), std::string::npos);
    expect_stamped("1_1", "flyway_schema_history");
}

TEST_F(ChainImportOfSqlite, sqitch) {
    put({{"sqitch.plan", "%syntax-version=1.0.0\n%project=blog\n\nusers 2024-01-15T09:30:00Z Ann <ann@example.org> # Adds the users.\n@v1.0 2024-01-16T09:30:00Z Ann "
                         "<ann@example.org> # Tag\nnicks [users] 2024-01-17T09:30:00Z Ann <ann@example.org> # Shows nicks\nnicks [nicks@v1.1] 2024-01-19T09:30:00Z Ann <ann@example.org> # Orders\n"},
         {"sqitch.conf", "[core]\n\tengine = sqlite\n"},
         {"deploy/users.sql", "-- Deploy blog:users to sqlite\n\nBEGIN;\n\nCREATE TABLE users (id INTEGER PRIMARY KEY, nick TEXT);\n\nCOMMIT;\n"},
         {"revert/users.sql", "-- Revert blog:users from sqlite\n\nBEGIN;\n\nDROP TABLE users;\n\nCOMMIT;\n"},
         {"verify/users.sql", "BEGIN;\nSELECT id, nick FROM users WHERE 0;\nROLLBACK;\n"},
         {"deploy/nicks@v1.1.sql", ".bail on\nBEGIN;\nCREATE VIEW nicks AS SELECT nick FROM users;\nCOMMIT;\n"},
         {"revert/nicks@v1.1.sql", "BEGIN;\nDROP VIEW nicks;\nCOMMIT;\n"},
         {"deploy/nicks.sql", "BEGIN;\nDROP VIEW nicks;\nCREATE VIEW nicks AS SELECT nick FROM users ORDER BY nick;\nCOMMIT;\n"},
         {"revert/nicks.sql", "BEGIN;\nDROP VIEW nicks;\nCREATE VIEW nicks AS SELECT nick FROM users;\nCOMMIT;\n"}});
    const std::string plan = read("db/sqitch.plan");
    std::string tagged = plan;
    replace(tagged, "nicks [nicks@v1.1]", "@v1.1 2024-01-18T09:30:00Z Ann <ann@example.org>\nnicks [nicks@v1.1]");
    write("db/sqitch.plan", tagged);
    make_database("live.db", "CREATE TABLE users (id INTEGER PRIMARY KEY, nick TEXT); CREATE VIEW nicks AS SELECT nick FROM users");
    make_database("sqitch.db", "CREATE TABLE changes (change_id TEXT PRIMARY KEY, script_hash TEXT, change TEXT NOT NULL, project TEXT NOT NULL, note TEXT NOT NULL, committed_at DATETIME NOT NULL, "
                               "planned_at DATETIME NOT NULL); INSERT INTO changes VALUES ('a', 'a', 'users', 'blog', '', '2024-02-01 00:00:00', '2024-01-15 09:30:00'), ('b', 'b', 'nicks', "
                               "'blog', '', '2024-02-02 00:00:00', '2024-01-17 09:30:00')");
    const Ran imported = run({"import", "db", "--stamp", "live.db"});
    ASSERT_EQ(imported.exit, 0) << imported.err;
    EXPECT_EQ(imported.err, "note: not imported: verify/: 1 script; what they look for, 'migrations test' compares\nnote: read the models, then run: migrations review\n");
    const std::vector<std::string> files = revision_files();
    ASSERT_EQ(files.size(), 3U);
    EXPECT_EQ(files[0], "nicks_orders.toml");
    EXPECT_EQ(files[2], "users_adds_the_users.toml");
    EXPECT_EQ(files[1].substr(0, 11), "nicks_v1_1_");
    EXPECT_NE(revision_text("users").find("sql     = \"\"\"\n-- Deploy blog:users to sqlite\n\n\nCREATE TABLE users"), std::string::npos) << revision_text("users");
    expect_stamped(files[1].substr(0, 19), "nothing");
}

}  // namespace
}  // namespace migrations
