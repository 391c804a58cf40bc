#include "cli_support.h"

#if MIGRATIONS_POSTGRESQL
#include "postgresql_suite.h"
#endif

namespace migrations {
namespace {

// `revision --sql`: the models know nothing of what the SQL does, so the drift of `check` shows what it was found to do.
class SqlRevisions : public CommandLine {
protected:
    static std::vector<std::string> making(std::vector<std::string> more, const std::string& id = "d4") {
        more.insert(more.begin(), {"revision", "--rev-id", id, "-m", "by hand"});
        return more;
    }
    Ran make(std::vector<std::string> more, const std::string& id = "d4") const { return run(making(std::move(more), id)); }
    // Nothing is written, and this is said.
    void refused(const std::vector<std::string>& more, int exit, const std::string& error) const {
        CommandLine::refused(making(more), exit, error);
    }
};

TEST_F(SqlRevisions, up_and_down) {
    make_chain();
    write("up.sql", "-- the archive\nCREATE TABLE archive (\n    id INTEGER PRIMARY KEY,\n    title VARCHAR(50) NOT NULL DEFAULT 'none',\n"
                    "    user_id INTEGER REFERENCES users (id) ON DELETE CASCADE\n);\nINSERT INTO archive (title) SELECT nick FROM "
                    "users;\nALTER TABLE users RENAME COLUMN nick TO name;\n");
    write("down.sql", "ALTER TABLE users RENAME COLUMN name TO nick;\nDROP TABLE archive;\n");
    const Ran made = make({"--sql", "up.sql", "down.sql"});
    EXPECT_EQ(made.exit, 0) << made.err;
    EXPECT_EQ(plain(made.out), "wrote ~/migrations/revisions/d4_by_hand.toml\n");
    EXPECT_EQ(revision_text("d4").substr(revision_text("d4").find("[[upgrade]]")),
              "[[upgrade]]\n"
              "op      = \"execute\"\n"
              "sql     = \"\"\"\n" + read("up.sql") + "\"\"\"\n"
              "effects = [\n"
              "    { op = \"create_table\", table = \"archive\", columns = [{ name = \"id\", type = \"int64\", identity = true }, "
              "{ name = \"title\", type = { sqlite = \"VARCHAR(50)\" }, default = \"none\" }, { name = \"user_id\", type = \"int64\", "
              "null = true }], primary_key = { name = \"unnamed id\", columns = [\"id\"] }, foreign_keys = [{ name = \"unnamed "
              "user_id references users\", columns = [\"user_id\"], table = \"users\", references = [\"id\"], on_delete = "
              "\"cascade\" }] },\n"
              "    { op = \"rename_column\", table = \"users\", from = \"nick\", to = \"name\" },\n"
              "]\n\n"
              "[[downgrade]]\n"
              "op      = \"execute\"\n"
              "sql     = \"\"\"\n" + read("down.sql") + "\"\"\"\n"
              "effects = [\n"
              "    { op = \"rename_column\", table = \"users\", from = \"name\", to = \"nick\" },\n"
              "    { op = \"drop_table\", table = \"archive\" },\n"
              "]\n");
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    const Ran trip = run({"test", "round-trip", "--revision", "d4"});
    EXPECT_EQ(trip.exit, 0) << trip.out << trip.err;
    make_database("x.db", "");
    EXPECT_EQ(run({"upgrade", "--database", "x.db"}).exit, 0);
    EXPECT_EQ(run({"diff", "head", "x.db"}).exit, 0) << run({"diff", "head", "x.db"}).out;
    EXPECT_EQ(run({"downgrade", "c3", "--yes", "--database", "x.db"}).exit, 0);
    EXPECT_EQ(run({"diff", "c3", "x.db"}).exit, 0);
}

TEST_F(SqlRevisions, what_the_chain_has_stays_portable) {
    make_project();
    set_model("born = { type = \"date\", null = true }\ncode = { type = \"string(8)\", default = \"none\" }\nok = { type = \"bool\", default = "
              "true }\nat = { type = \"timestamptz\", default_expr = \"now\" }\nprice = { type = \"decimal(12,2)\", default = \"0\" }\n");
    ASSERT_EQ(run({"revision", "--autogenerate", "--rev-id", "a1"}).exit, 0);
    const std::string sql = run({"sql", "--dialect", "sqlite"}).out;
    std::string table = sql.substr(sql.find("CREATE TABLE \"users\""));
    table = table.substr(0, table.find(";") + 1);
    std::string made_anew = table;
    replace(made_anew, "\"users\"", "\"users_new\"");
    replace(made_anew, "length(\"code\") <= 8", "length(\"code\") <= 9");
    write("up.sql", made_anew + "\nINSERT INTO users_new SELECT * FROM users;\nDROP TABLE users;\nALTER TABLE users_new RENAME TO users;\n"
                    "ALTER TABLE users ADD COLUMN tags TEXT CHECK (\"tags\" IS NULL OR json_valid(\"tags\"));\nALTER TABLE users ADD COLUMN spent TEXT DEFAULT '0' "
                    "CHECK (\"spent\" NOT GLOB '*[^0-9.-]*' AND \"spent\" NOT GLOB '?*-*' AND \"spent\" NOT GLOB '*.*.*' AND ltrim(\"spent\", "
                    "'-') GLOB '[0-9]*' AND \"spent\" GLOB '*[0-9]' AND instr(ltrim(\"spent\", '-0') || '.', '.') <= 11 AND length(\"spent\") - "
                    "instr(\"spent\" || '.', '.') <= 2);\nALTER TABLE users ADD COLUMN score INTEGER NOT NULL DEFAULT -1;\n");
    const Ran made = make({"--sql", "up.sql"});
    EXPECT_EQ(made.exit, 0) << made.err;
    const std::string text = revision_text("d4");
    EXPECT_EQ(text.substr(text.find("effects")),
              "effects = [\n"
              "    { op = \"add_column\", table = \"users\", column = { name = \"tags\", type = \"json\", null = true } },\n"
              "    { op = \"add_column\", table = \"users\", column = { name = \"spent\", type = \"decimal(12,2)\", null = true, default = "
              "\"0\" } },\n"
              "    { op = \"add_column\", table = \"users\", column = { name = \"score\", type = \"int64\", default = -1 } },\n"
              "    { op = \"alter_column\", table = \"users\", column = \"code\", type = \"string(9)\" },\n"
              "]\n\n"
              "# values lost: values of users.code that string(8) cannot hold\n"
              "[[downgrade]]\nop     = \"alter_column\"\ntable  = \"users\"\ncolumn = \"code\"\ntype   = \"string(8)\"\n\n"
              "[[downgrade]]\nop     = \"drop_column\"\ntable  = \"users\"\ncolumn = \"score\"\n\n"
              "[[downgrade]]\nop     = \"drop_column\"\ntable  = \"users\"\ncolumn = \"spent\"\n\n"
              "[[downgrade]]\nop     = \"drop_column\"\ntable  = \"users\"\ncolumn = \"tags\"\n") << text;
}

// SQLite takes NULL in such a key, which a model cannot ask for.
TEST_F(SqlRevisions, a_key_that_does_not_forbid_null) {
    make_chain();
    write("up.sql", "CREATE TABLE posts (slug TEXT PRIMARY KEY, at TEXT)");
    EXPECT_EQ(make({"--sql", "up.sql"}).exit, 0);
    EXPECT_NE(revision_text("d4").find("columns = [{ name = \"slug\", type = { sqlite = \"TEXT\" }, null = true }, { name = \"at\", type = "
                                       "\"text\", null = true }]"),
              std::string::npos) << revision_text("d4");
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    EXPECT_EQ(run({"test", "round-trip", "--revision", "d4"}).exit, 0);
}

TEST_F(SqlRevisions, a_project_with_two_dialects) {
    make_chain("\"sqlite\", \"postgresql\"");
    write("up.sql", "ALTER TABLE users ADD COLUMN level INTEGER\n");
    refused({"--sql", "up.sql"}, 2,
            "error: the project has several dialects: sqlite, postgresql\nnote: say which one 'up.sql' is written in: --dialect sqlite\n");
    const Ran made = make({"--sql", "up.sql", "--dialect", "sqlite"});
    EXPECT_EQ(made.exit, 0);
    EXPECT_NE(revision_text("d4").find("sql.sqlite = \"\"\"\nALTER TABLE users ADD COLUMN level INTEGER\n\"\"\"\n"), std::string::npos)
        << revision_text("d4");
    const std::string finding =
        "d4_by_hand.toml:6:1: error: the effects hold for every dialect, but there is no SQL for postgresql [sql-missing]\n"
        "note: write what does the same there into 'sql': postgresql = \"...\"\n";
    EXPECT_NE(made.err.find(finding + "note: mend it, then run: migrations review\n"), std::string::npos) << made.err;
    const Ran check = run({"check"});
    EXPECT_EQ(check.exit, 4);
    EXPECT_NE(check.err.find(finding), std::string::npos) << check.err;
}

TEST_F(SqlRevisions, no_way_back) {
    make_chain();
    write("rows.sql", "UPDATE users SET nick = upper(nick);");
    EXPECT_EQ(make({"--sql", "rows.sql"}).exit, 11);
    const Ran made = make({"--sql", "rows.sql", "--irreversible", "case is lost"});
    EXPECT_EQ(made.exit, 0) << made.err;
    const std::string text = revision_text("d4");
    EXPECT_NE(text.find("irreversible  = \"case is lost\"\n"), std::string::npos) << text;
    EXPECT_EQ(text.find("effects"), std::string::npos) << text;
    EXPECT_EQ(text.find("downgrade"), std::string::npos) << text;
}

TEST_F(SqlRevisions, objects) {
    make_chain();
    write("up.sql", "CREATE VIEW nicks AS\n  SELECT nick FROM users; -- all\n"
                    "CREATE TRIGGER g AFTER DELETE ON users BEGIN SELECT 1; END;\n");
    ASSERT_EQ(make({"--sql", "up.sql"}).exit, 0);
    const std::string text = revision_text("d4");
    EXPECT_NE(text.find("{ op = \"create_object\", kind = \"view\", name = \"nicks\", sql = \"CREATE VIEW nicks AS\\n  SELECT nick "
                        "FROM users\" }"),
              std::string::npos) << text;
    EXPECT_NE(text.find("[[downgrade]]\nop    = \"drop_object\"\nkind  = \"trigger\"\nname  = \"g\"\ntable = \"users\"\n"),
              std::string::npos) << text;
    // The same text in the models is no drift.
    set_model("email = { type = \"text\", null = true }\nage = { type = \"int32\", null = true }\n"
              "[views.nicks]\nsql = \"CREATE VIEW nicks AS SELECT nick FROM users\"\n"
              "[triggers.g]\ntable = \"users\"\nsql = \"CREATE TRIGGER g AFTER DELETE ON users BEGIN SELECT 1; END\"\n");
    ASSERT_EQ(run({"review", "--yes"}).exit, 0);
    const Ran check = run({"check"});
    EXPECT_EQ(check.exit, 0) << check.err;
}

TEST_F(SqlRevisions, a_way_back_that_leads_elsewhere) {
    make_chain();
    write("up.sql", "DROP INDEX IF EXISTS i;\nCREATE TABLE posts (id INTEGER PRIMARY KEY);\nCREATE VIEW v AS SELECT id FROM posts;\n");
    write("down.sql", "\n-- the view and an index are left\nDROP TABLE posts;\nCREATE INDEX by_nick ON users (nick);\n");
    refused({"--sql", "up.sql", "down.sql"}, 11,
            "down.sql:3:1: error: after the SQL up and down the database is not what it was: create index by_nick on users "
            "(nick); create view v [not-restored]\nnote: nothing was written; correct down.sql\n");
}

TEST_F(SqlRevisions, mistakes) {
    make_chain();
    write("bad.sql", "CREATE TABLE posts (id INTEGER PRIMARY KEY);\nCREATE INDEX i ON posts (\n    title\n);\n");
    refused({"--sql", "bad.sql"}, 7, "bad.sql:3:5: error: no such column: title [sql-failed]\nnote: nothing was written\n");
    write("bad.sql", "SELECT 1;\n\nSELECT nick,\n  nam FROM users;\n");
    refused({"--sql", "bad.sql"}, 7, "bad.sql:4:3: error: no such column: nam [sql-failed]\nnote: nothing was written\n");
    write("bad.sql", "UPDATE users SET nick = 'a';\n  -- BEGIN\n  BEGIN;\nDROP TABLE users;\nCOMMIT;\n");
    refused({"--sql", "bad.sql"}, 4,
            "bad.sql:3:3: error: 'BEGIN' begins or ends a transaction, which only the runner may do [transaction-control]\n"
            "note: take it out: a revision runs in one transaction anyway\n");
    write("bad.sql", "SELECT 1;\nSELEKT 2;\n");
    refused({"--sql", "bad.sql"}, 4,
            "bad.sql:2:1: error: the SQL cannot be read by sqlite: no SQLite statement begins with 'SELEKT'; did you mean "
            "'select'? [sql-syntax]\n");
    write("bad.sql", "\nATTACH 'other.db' AS other;\n");
    refused({"--sql", "bad.sql", "--irreversible", "no"}, 7, "bad.sql:2:1: error: not authorized [sql-failed]\nnote: nothing was written\n");
    write("bad.sql", "-- nothing\n");
    refused({"--sql", "bad.sql"}, 4, "bad.sql: error: there is no SQL statement in this file [sql-empty]\n");
    refused({"--sql", "none.sql"}, 12, "error: cannot read 'none.sql': No such file or directory\n");
    refused({"--sql", "bad.sql", "--autogenerate"}, 2, "error: --sql does not go with --autogenerate\nnote: write two revisions\n");
    refused({"--dialect", "sqlite"}, 2, "error: --dialect needs --sql\n");
    refused({"--sql", "bad.sql", "--dialect", "postgresql"}, 2,
            "error: the project does not have the dialect 'postgresql'\nnote: add it to dialects in ~/migrations/migrations.toml first\n");
}

TEST_F(SqlRevisions, outside_of_a_transaction) {
    make_chain();
    write("up.sql", "VACUUM;\n");
    EXPECT_EQ(make({"--sql", "up.sql", "--irreversible", "nothing to take back"}).exit, 0);
    std::string text = revision_text("d4");
    EXPECT_NE(text.find("transactional = false\n"), std::string::npos) << text;
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    EXPECT_EQ(run({"check"}).exit, 0);
    replace(text, "transactional = false\n", "");
    write(revision_path("d4"), text);
    const Ran check = run({"check"});
    EXPECT_EQ(check.exit, 4);
    EXPECT_NE(check.err.find("error: the SQL cannot run in a transaction (sqlite) [no-transaction]\nnote: write transactional = false at "
                             "the head of the file; each statement is then recorded by itself\n"),
              std::string::npos) << check.err;
}

#if MIGRATIONS_POSTGRESQL

class SqlRevisionsOnPostgresql : public WithPostgresql<SqlRevisions> {
protected:
    void prepare() override {
        make_chain("\"postgresql\"");
        environment_["MIGRATIONS_POSTGRESQL_URL"] = server().url();
    }
};

TEST_F(SqlRevisionsOnPostgresql, renames_enums_and_types) {
    write("up.sql", "CREATE TYPE mood AS ENUM ('good', 'bad');\nDO $$ BEGIN ALTER TABLE users RENAME nick TO name; END $$;\n"
                    "ALTER TABLE users ADD mood mood NOT NULL DEFAULT 'good', ADD at timestamptz DEFAULT now(), ADD price numeric(12,2) "
                    "DEFAULT 0, ADD code varchar(9) DEFAULT 'x', ADD tags text[] DEFAULT '{}', ALTER age TYPE bigint;\n"
                    "ALTER TABLE users ADD CONSTRAINT positive CHECK (age > 0);\nCREATE INDEX by_mood ON users (mood) WHERE age > 3;\n");
    const Ran made = make({"--sql", "up.sql"});
    ASSERT_EQ(made.exit, 0) << made.err;
    const std::string text = revision_text("d4");
    EXPECT_EQ(text.substr(text.find("effects"), text.find("[[downgrade]]") - text.find("effects")),
              "effects = [\n"
              "    { op = \"create_enum\", enum = \"mood\", values = [\"good\", \"bad\"], native = true },\n"
              "    { op = \"rename_column\", table = \"users\", from = \"nick\", to = \"name\" },\n"
              "    { op = \"add_column\", table = \"users\", column = { name = \"mood\", type = \"enum(mood)\", default = \"good\" } },\n"
              "    { op = \"add_column\", table = \"users\", column = { name = \"at\", type = \"timestamptz\", null = true, default_expr "
              "= \"now\" } },\n"
              "    { op = \"add_column\", table = \"users\", column = { name = \"price\", type = \"decimal(12,2)\", null = true, default "
              "= 0 } },\n"
              "    { op = \"add_column\", table = \"users\", column = { name = \"code\", type = \"string(9)\", null = true, default = "
              "\"x\" } },\n"
              "    { op = \"add_column\", table = \"users\", column = { name = \"tags\", type = { postgresql = \"text[]\" }, null = true, "
              "default_expr = \"'{}'::text[]\" } },\n"
              "    { op = \"alter_column\", table = \"users\", column = \"age\", type = \"int64\" },\n"
              "    { op = \"add_check\", table = \"users\", check = { name = \"positive\", expression = \"age > 0\" } },\n"
              "    { op = \"create_index\", table = \"users\", index = { name = \"by_mood\", columns = [\"mood\"], where = \"age > 3\" } "
              "},\n"
              "]\n\n") << text;
    EXPECT_EQ(run({"review", "--yes"}).exit, 0);
    EXPECT_EQ(run({"upgrade", "--database", server().create_database("sql_up")}).exit, 0);
}

TEST_F(SqlRevisionsOnPostgresql, outside_of_a_transaction) {
    write("up.sql", "CREATE INDEX CONCURRENTLY by_nick ON users (nick);\n");
    const Ran made = make({"--sql", "up.sql"});
    ASSERT_EQ(made.exit, 0) << made.err;
    EXPECT_NE(revision_text("d4").find("transactional = false\n"), std::string::npos) << revision_text("d4");
    EXPECT_NE(revision_text("d4").find("[[downgrade]]\nop    = \"drop_index\"\n"), std::string::npos) << revision_text("d4");
}

TEST_F(SqlRevisionsOnPostgresql, mistakes) {
    write("bad.sql", "-- ä\nSELECT 1;\nSELECT 'ü',\n  nam FROM users;\n");
    refused({"--sql", "bad.sql"}, 7, "bad.sql:4:3: error: column \"nam\" does not exist [sql-failed]\nnote: nothing was written\n");
    write("bad.sql", "SELECT 1;\nSELECT 1 +;\n");
    refused({"--sql", "bad.sql"}, 4,
            "bad.sql:2:11: error: the SQL cannot be read by postgresql: syntax error at or near \";\" in line 2 [sql-syntax]\n");
    write("role.sql", "SELECT 1;\nCREATE ROLE \"my app\" LOGIN;\n");
    refused({"--sql", "role.sql"}, 4,
            "role.sql:2:1: error: 'CREATE ROLE \"my app\" LOGIN' is for the whole server, and a second database of it could not run it [server-wide]\n"
            "note: let it look first: DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'my app') THEN CREATE ROLE \"my app\"; END IF; END $$\n");
    write("up.sql", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';\n");
    write("down.sql", "SELECT 1;");
    refused({"--sql", "up.sql", "down.sql"}, 11,
            "down.sql:1:1: error: after the SQL up and down the database is not what it was: create function f "
            "[not-restored]\nnote: nothing was written; correct down.sql\n");
    // What no operation makes needs a way back of the author's.
    write("total.sql", "CREATE AGGREGATE total (int) (SFUNC = int4pl, STYPE = int);");
    refused({"--sql", "total.sql"}, 11,
            "total.sql: error: the SQL changes what no operation can take back: aggregate 'total(integer)' is new [no-downgrade]\n"
            "note: nothing was written; give a script that takes it back: --sql total.sql DOWN.sql, or say why there is no way "
            "back: --irreversible \"why\"\n");
    write("down.sql", "DROP FUNCTION f();");
    EXPECT_EQ(make({"--sql", "up.sql", "down.sql"}).exit, 0);
}

// What schemas have no place for goes with its table when that is new, and stays when it was there.
TEST_F(SqlRevisionsOnPostgresql, what_belongs_to_a_table) {
    write("up.sql", "CREATE TABLE notes (id int PRIMARY KEY); ALTER TABLE notes ENABLE ROW LEVEL SECURITY; "
                    "CREATE POLICY every ON notes USING (true); COMMENT ON CONSTRAINT notes_pkey ON notes IS 'of the notes'");
    const Ran made = make({"--sql", "up.sql"}, "d3");
    ASSERT_EQ(made.exit, 0) << made.err;
    write("up.sql", "DROP POLICY every ON notes; CREATE POLICY every ON notes USING (id > 0)");
    refused({"--sql", "up.sql"}, 11,
            "up.sql: error: the SQL changes what no operation can take back: policy 'every on notes' has changed [no-downgrade]\n"
            "note: nothing was written; give a script that takes it back: --sql up.sql DOWN.sql, or say why there is no way "
            "back: --irreversible \"why\"\n");
}

#endif

}  // namespace
}  // namespace migrations
