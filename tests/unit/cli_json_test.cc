#include <algorithm>
#include <filesystem>

#include "cli_support.h"

namespace migrations {
namespace {

// What --json prints is for programs: docs/json.schema.json says what it is, and nothing else is printed.
class Json : public CommandLine {
protected:
    Json() { json_documents_ = root_ + "/documents"; }

    void told(std::vector<std::string> arguments, int exit = 0) {
        arguments.emplace_back("--json");
        const Ran result = run(arguments);
        EXPECT_EQ(result.exit, exit) << arguments.front() << "\n" << result.out << result.err;
        EXPECT_EQ(result.err, "") << arguments.front();
    }

    // Holds all that was told against the schema; each of these commands was to be told of.
    Ran validated(const std::string& commands) const {
        return shell(MIGRATIONS_JSON_VALIDATOR " '" + json_documents_ + "' " + commands);
    }

    // All that `migrations --help` lists.
    std::string commands() const {
        return shell("migrations --help | sed -n '/^[A-Z].*:$/,$s/^  \\([a-z][a-z-]*\\)  .*/\\1/p' | tr '\\n' ' '").out;
    }
};

TEST_F(Json, every_command_is_as_the_schema_says) {
    ASSERT_NE(commands().find("upgrade "), std::string::npos) << commands();
    told({"--version"});
    told({"completion", "bash"});
    told({"completion", "words", "upg"});
    told({"man", "squash"});
    told({"man", "--install", path("prefix")});
    told({"list-templates"});
    told({"init", "old/migrations"});
    make_database("old.db", "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT)");
    told({"-c", "old/migrations", "import", "old.db"});
    told({"postgresql", "stop", "--state", path("state")}, 77);
    make_project();
    told({"revision", "--autogenerate", "--rev-id", "a1"});
    told({"json-schema", "revision"});
    told({"json-schema", "--taplo", "."});
    told({"review"}, 3);
    told({"review", "--yes"});
    told({"review", "--yes"});
    told({"review", "--resolve"});
    told({"revision", "--autogenerate"});
    told({"upgrade", "--database", "x.db", "--create", "--dry-run"});
    make_database("y.db", "PRAGMA user_version = 1");
    told({"rehearse", "--database", "y.db"});
    told({"rehearse", "--from-variable", "NOT_SET_AT_ALL"}, 77);
    told({"upgrade", "--database", "x.db", "--create"});
    told({"upgrade", "--database", "x.db"});
    told({"stamp", "head", "--database", "x.db"});
    told({"ensure-version", "--database", "x.db"});
    set_model("email = { type = \"text\" }\n");
    told({"check"}, 3);
    told({"revision", "--autogenerate", "--rev-id", "b2"});
    told({"current", "--database", "x.db"}, 4);
    told({"revision", "--amend", "--fill", "users.email=x"});
    told({"revision", "--rev-id", "c3", "--head", "a1", "--splice", "-m", "other"});
    told({"branches"});
    told({"heads", "--resolve-dependencies"});
    told({"history", "--database", "x.db", "-i"});
    told({"validate"}, 4);
    told({"rebase", "c3"});
    told({"revision", "--rev-id", "d4", "--head", "b2", "--splice", "--branch-label", "left"});
    told({"merge"});
    told({"show", "b2"});
    told({"lint"});
    told({"lint", "--rules"});
    told({"sql"});
    told({"diff", "a1", "head"}, 3);
    told({"diff", "a1", "head", "--sql", "--dialect", "sqlite"}, 3);
    told({"status", "--database", "x.db"});
    told({"doctor", "--database", "x.db"}, 0);
    told({"config", "-v"});
    told({"current", "--database", "x.db"});
    told({"downgrade", "base", "--database", "x.db"}, 11);
    told({"downgrade", "base", "--database", "x.db", "--yes"});
    told({"resume", "--database", "x.db"});
    told({"review", "--yes"});
    told({"check", "--database", "scratch"});
    environment_["EDITOR"] = "true";
    told({"edit", "a1"});
    told({"squash", ":b2", "--dry-run"});
    told({"squash", ":b2"});
    told({"review", "--yes"});
    told({"build", "check", "--stamp", path("stamp")});
    told({"build", "models", "--output", path("out")});
    told({"build", "embed", "--source", path("out/a.cc"), "--header", path("out/a.hpp")});
    told({"build", "tests", "--output", path("out/tests.cmake"), "--tool", "migrations"});
    told({"build", "watch", "--chain", path("out/chain"), "--all", path("out/all")});
    told({"build", "summary"});
    told({"test", "check"});
    told({"test", "round-trip", "--revision", "b2"});
    told({"test", "models"});
    told({"test", "chain"});
    told({"test", "released", "--revision", "b2"});
    told({"test", "runners"});
    told({"test", "killed"});
    told({"test", "database", "--file", path("out/fresh.db")});
    const Ran result = validated(commands());
    EXPECT_EQ(result.exit, 0) << result.out << result.err;
}

TEST_F(Json, import_is_as_the_schema_says) {
    make_database("old.db", "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE w (x) ; CREATE INDEX i ON w (x);");
    write("sql/000001_t.up.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY);\n");
    write("sql/000001_t.down.sql", "DROP TABLE t;\n");
    told({"init"});
    told({"import", "old.db", "--stamp"});
    told({"import", "old.db"}, 6);
    std::filesystem::remove_all(path("migrations"));
    std::filesystem::remove_all(path("models"));
    told({"init"});
    told({"import", "sql"});
    const Ran result = validated("import");
    EXPECT_EQ(result.exit, 0) << result.out << result.err;
}

TEST_F(Json, errors_are_as_the_schema_says) {
    told({"check"}, 2);
    told({"upgrde"}, 2);
    told({}, 2);
    told({"upgrade", "--databse", "x"}, 2);
    make_chain();
    told({"upgrade", "--database", "nowhere/x.db"}, 12);
    told({"upgrade", "zz", "--database", "x.db", "--create"}, 4);
    write("migrations/revisions/d4.toml", "revision = \"d4\"\ndown_revision = \"c3\"\n\n[[upgrade]]\nop = \"execute\"\nsql = "
                                          "\"INSERT INTO nowhere VALUES (1)\"\n\n[[downgrade]]\nop = \"execute\"\nsql = \"SELECT 1\"\n");
    told({"upgrade", "--database", "x.db", "--create"}, 7);
    write("migrations/revisions/d4.toml", "revision = \"d4\"\ndown_revison = \"c3\"\n");
    told({"history"}, 4);
    const Ran result = validated("");
    EXPECT_EQ(result.exit, 0) << result.out << result.err;
}

// The validator itself: what is not as the schema says is found.
TEST_F(Json, a_document_of_another_shape_is_a_mistake) {
    const auto written = [&](const std::string& document) {
        std::filesystem::remove_all(json_documents_);
        std::filesystem::create_directories(json_documents_);
        write("../documents/1.json", "{\"arguments\": [\"stamp\"], \"exit\": 0, \"document\": " + document + "}");
        return validated("stamp");
    };
    EXPECT_EQ(written(R"("{\"from\": [], \"to\": [\"a1\"]}")").out, "1 documents, 0 mistakes\n");
    EXPECT_EQ(written(R"("{\"from\": [], \"to\": [\"A1\"]}")").exit, 1);
    const Ran more = written(R"("{\"from\": [], \"to\": [], \"new\": 1}")");
    EXPECT_EQ(more.exit, 1);
    EXPECT_NE(more.out.find("migrations stamp\n    $: Additional properties are not allowed ('new' was unexpected)\n"), std::string::npos)
        << more.out;
    EXPECT_EQ(written(R"("{\"from\": []}")").exit, 1);
    EXPECT_EQ(written(R"("{\"error\": {\"exit\": 2, \"kind\": \"usage\", \"message\": \"x\"}}")").exit, 1);
    EXPECT_NE(validated("stamp frobnicate").out.find("'frobnicate' has no definition\n"), std::string::npos);
}

}  // namespace
}  // namespace migrations
