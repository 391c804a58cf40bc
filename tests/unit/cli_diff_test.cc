#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

class Diff : public CommandLine {
protected:
    // The statements that turn one into the other make both equal.
    void mend(const std::string& database, const std::string& wanted) {
        const Ran printed = run({"diff", database, wanted, "--dialect", "sqlite", "--sql"});
        EXPECT_EQ(printed.exit, 3) << wanted << printed.err;
        write("mend.sql", printed.out);
        const Ran mended = shell("sqlite3 " + database + " < mend.sql");
        EXPECT_EQ(mended.exit, 0) << printed.out << mended.err;
        const Ran equal = run({"diff", database, wanted, "--dialect", "sqlite"});
        EXPECT_EQ(equal.exit, 0) << wanted << ": " << equal.out << equal.err << printed.out;
    }
};

const std::string no_difference = "no difference\n";

TEST_F(Diff, models_and_revisions) {
    make_chain();
    const Ran equal = run({"diff", "head", "models"});
    EXPECT_EQ(equal.exit, 0);
    EXPECT_EQ(equal.out, "");
    EXPECT_EQ(equal.err, no_difference);
    EXPECT_EQ(run({"diff", "models", "head", "-q"}).err, "");
    const Ran forward = run({"diff", "a1", "head"});
    EXPECT_EQ(forward.exit, 3);
    EXPECT_EQ(forward.out, "add column users.email text null\nadd column users.age int32 null\n");
    EXPECT_EQ(forward.err, "");
    EXPECT_EQ(run({"diff", "models", "b2"}).out, "drop column users.age\n");
    EXPECT_EQ(run({"diff", "base", "a1"}).out, "create table users (2 columns)\n");
    EXPECT_EQ(json({"diff", "a1", "head"}, "/equal", 3), "false");
    EXPECT_EQ(json({"diff", "a1", "head"}, "/operations/0/op", 3), "add_column");
    EXPECT_EQ(json({"diff", "head", "models"}, "/equal"), "true");
    EXPECT_EQ(run({"diff", "a1", "b2", "--sql"}).out,
              ".bail on\nPRAGMA foreign_keys = OFF;\nBEGIN IMMEDIATE;\nALTER TABLE \"users\" ADD COLUMN \"email\" TEXT;\nCOMMIT;\n"
              "PRAGMA foreign_keys = ON;\n");
    EXPECT_EQ(run({"diff", "a1", "b2", "--sql", "--dialect", "postgresql"}).out,
              "\\set ON_ERROR_STOP on\nBEGIN;\nALTER TABLE \"users\" ADD COLUMN \"email\" text;\nCOMMIT;\n");
    EXPECT_EQ(run({"diff", "head", "models", "--sql"}).out, "");
}

// Each way of naming the same schema, against each other.
TEST_F(Diff, every_pair_of_kinds) {
    make_chain();
    ASSERT_EQ(run({"upgrade", "--database", "live.db", "--create"}).exit, 0);
    write("schema.sql", "CREATE TABLE users (\n  id INTEGER CONSTRAINT pk_users PRIMARY KEY, nick text not null, email TEXT, age INTEGER);");
    const std::string age_check = ask("live.db", "SELECT instr(sql, 'CHECK') FROM sqlite_schema WHERE name = 'users'");
    if (age_check != "0") {
        write("schema.sql", ask("live.db", "SELECT sql FROM sqlite_schema WHERE name = 'users'") + ";");
    }
    const std::string url = "sqlite:///" + path("live.db");
    const std::vector<std::string> sides = {"models", "head", "c3", "live.db", url, "models/users.toml", "schema.sql"};
    for (const std::string& from : sides) {
        for (const std::string& to : sides) {
            const Ran equal = run({"diff", from, to, "--dialect", "sqlite"});
            EXPECT_EQ(equal.exit, 0) << from << " " << to << ": " << equal.out << equal.err;
        }
    }
    for (const std::string& from : sides) {
        const Ran other = run({"diff", from, "b2", "--dialect", "sqlite"});
        EXPECT_EQ(other.exit, 3) << from << other.err;
        EXPECT_NE(other.out.find("drop column users.age\n"), std::string::npos) << from << other.out;
    }
}

TEST_F(Diff, sql_makes_both_equal) {
    make_chain();
    set_model("email = { type = \"string(80)\" }\nage = { type = \"int64\", null = true, default = 3 }\ncity = { type = \"text\", unique = true, null = true }\n");
    write("models/teams.toml", "[tables.teams.columns]\nid = { type = \"int64\", primary_key = true }\nlead = { type = \"int64\", "
                               "references = \"users.id\", on_delete = \"cascade\", index = true }\n");
    write("schema.sql", "CREATE TABLE other (a INTEGER PRIMARY KEY, b TEXT CHECK (b <> ''));\nCREATE UNIQUE INDEX u ON other (b);\n");
    ASSERT_EQ(run({"upgrade", "--database", "live.db", "--create"}).exit, 0);
    mend("live.db", "models");
    mend("live.db", "b2");
    mend("live.db", "models/users.toml");
    mend("live.db", "schema.sql");
    mend("live.db", "head");
    EXPECT_EQ(run({"diff", "head", "live.db"}).exit, 0);
    EXPECT_EQ(ask("live.db", "SELECT revision FROM migrations_version"), "c3");
}

// Rows that exist get no value for a new NOT NULL column: the script must fail as a whole, and lose nothing.
TEST_F(Diff, sql_that_fails_loses_nothing) {
    make_chain();
    ASSERT_EQ(run({"upgrade", "--database", "live.db", "--create"}).exit, 0);
    ask("live.db", "INSERT INTO users (id, nick) VALUES (1, 'ann')");
    set_model("email = { type = \"text\" }\nage = { type = \"int32\", null = true }\n");
    const Ran printed = run({"diff", "live.db", "models", "--sql"});
    EXPECT_EQ(printed.exit, 3);
    write("mend.sql", printed.out);
    EXPECT_NE(shell("sqlite3 live.db < mend.sql").exit, 0);
    EXPECT_EQ(ask("live.db", "SELECT id, nick FROM users"), "1 ann");
}

TEST_F(Diff, outside_a_project) {
    write("a.toml", "[tables.a.columns]\nid = { type = \"int64\", primary_key = true }\n");
    write("b.toml", "[tables.a.columns]\nid = { type = \"int64\", primary_key = true }\nb = { type = \"text\", null = true }\n");
    make_database("a.db", "CREATE TABLE a (id INTEGER CONSTRAINT pk_a PRIMARY KEY)");
    make_database("b.db", "CREATE TABLE a (id INTEGER CONSTRAINT pk_a PRIMARY KEY, b TEXT)");
    write("b.sql", "CREATE TABLE a (id INTEGER CONSTRAINT pk_a PRIMARY KEY, b TEXT);\n");
    EXPECT_EQ(run({"diff", "a.toml", "b.toml"}).out, "add column a.b text null\n");
    EXPECT_EQ(run({"diff", "a.db", "a.toml"}).exit, 0);
    EXPECT_EQ(run({"diff", "b.db", "b.toml"}).exit, 0);
    EXPECT_EQ(run({"diff", "b.sql", "b.db"}).exit, 0);
    EXPECT_EQ(run({"diff", "a.db", "b.db"}).exit, 3);
    mend("a.db", "b.sql");
    EXPECT_EQ(run({"diff", "a.db", "b.db"}).exit, 0);

    const struct {
        std::vector<std::string> arguments;
        int exit;
        std::string error;
    } cases[] = {
        {{"a.toml", "b.sql"}, 2, "error: in which dialect?\nnote: give --dialect sqlite or --dialect postgresql\n"},
        {{"a.toml", "models"}, 2, "error: no migrations.toml here"},
        {{"a.toml", "head"}, 2, "error: no migrations.toml here"},
        {{"a.toml", "missing.db"}, 12, "error: the database 'missing.db' cannot be opened: there is no such file\n"},
        {{"a.toml", "missing.toml"}, 12, "error: cannot read 'missing.toml': No such file or directory\n"},
        {{"a.db", "missing.sql"}, 12, "error: missing.sql: cannot read 'missing.sql': No such file or directory\n"},
        {{"a.db", "a.db", "--dialect", "postgresql"}, 2, "error: --dialect postgresql is not the dialect of the database\n"},
        {{"a.db", "postgresql://localhost/x"}, 2, "error: the two databases are of different dialects\n"},
        {{"a.db"}, 2, "error: to is required\n"},
    };
    const auto before = everything();
    for (const auto& each : cases) {
        std::vector<std::string> arguments = {"diff"};
        arguments.insert(arguments.end(), each.arguments.begin(), each.arguments.end());
        const Ran wrong = run(arguments);
        EXPECT_EQ(wrong.exit, each.exit) << each.error;
        EXPECT_EQ(wrong.out, "");
        EXPECT_EQ(wrong.err.find(each.error), 0U) << wrong.err;
    }
    EXPECT_EQ(everything(), before);
}

// Databases that others made.
TEST_F(Diff, what_models_do_not_say) {
    make_database("wide.db", "PRAGMA encoding = 'UTF-16le'; CREATE TABLE log (id INTEGER PRIMARY KEY, \"mémo\" TEXT DEFAULT \"hello\", any)");
    make_database("narrow.db", "CREATE TABLE log (id INTEGER PRIMARY KEY, \"mémo\" TEXT DEFAULT 'hello', any)");
    make_database("empty.db", "");
    make_database("strict.db", "CREATE TABLE s (id INTEGER PRIMARY KEY, a ANY) STRICT");
    const Ran equal = run({"diff", "wide.db", "narrow.db"});
    EXPECT_EQ(equal.exit, 0) << equal.out << equal.err;
    mend("empty.db", "narrow.db");
    mend("empty.db", "strict.db");
    EXPECT_EQ(ask("empty.db", "SELECT group_concat(name) FROM pragma_table_info('s')"), "id,a");
}

TEST_F(Diff, a_schema_file_stays_on_its_scratch_database) {
    write("attach.sql", "ATTACH '" + path("elsewhere.db") + "' AS e; CREATE TABLE e.t (x);\n");
    write("empty.sql", "\n");
    const Ran refused = run({"diff", "attach.sql", "empty.sql", "--dialect", "sqlite"});
    EXPECT_EQ(refused.exit, 7) << refused.err;
    EXPECT_EQ(refused.err.find("error: attach.sql: not authorized"), 0U) << refused.err;
    EXPECT_FALSE(exists("elsewhere.db"));
}

TEST_F(Diff, broken_sides) {
    make_chain();
    write("bad.sql", "CREATE TABLE a (;\n");
    const Ran bad_sql = run({"diff", "bad.sql", "models", "--dialect", "sqlite"});
    EXPECT_EQ(bad_sql.exit, 7);
    EXPECT_EQ(bad_sql.err.find("error: bad.sql: near \";\": syntax error"), 0U) << bad_sql.err;
    write("bad.toml", "[tables.a.columns]\nid = { type = \"int\" }\n");
    const Ran bad_toml = run({"diff", "bad.toml", "models"});
    EXPECT_EQ(bad_toml.exit, 4);
    EXPECT_EQ(bad_toml.err.find("bad.toml:2:15: error: unknown type 'int'; did you mean 'int32'? [unknown-type]\n"), 0U) << bad_toml.err;
    EXPECT_EQ(run({"diff", "zz", "models"}).exit, 4);
    EXPECT_EQ(json({"diff", "zz", "models"}, "/error/kind", 4), "graph");
}

}  // namespace
}  // namespace migrations
