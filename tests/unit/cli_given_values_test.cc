// -x KEY=VALUE: in URLs, in what runs on new files, and for the variables of revisions.
#include "cli_support.h"

namespace migrations {
namespace {

class GivenValues : public CommandLine {
protected:
    // A chain of one revision, whose SQL has a variable.
    void make_variable(const std::string& variables, const std::string& sql) const {
        make_project("\"sqlite\"", "database = \"sqlite:///../${x:name}.db\"\n");
        write("migrations/revisions/a1.toml",
              "revision = \"a1\"\n" + variables +
                  "[[upgrade]]\nop = \"create_table\"\ntable = \"users\"\ncolumns = [{ name = \"id\", type = \"int64\", identity = true }, "
                  "{ name = \"nick\", type = \"text\" }]\nprimary_key = { columns = [\"id\"] }\n"
                  "[[upgrade]]\nop = \"execute\"\nsql = " + sql + "\n"
                  "[[downgrade]]\nop = \"drop_table\"\ntable = \"users\"\n");
    }
    void review() const {
        const Ran reviewed = run({"review", "--yes"});
        ASSERT_EQ(reviewed.exit, 0) << reviewed.err;
    }
};

constexpr const char* tenant = "[variables]\ntenant = \"public\"\n";
constexpr const char* insert = "'INSERT INTO users (nick) VALUES (${tenant}) -- not ${this}'";

TEST_F(GivenValues, upgrade_takes_them) {
    make_variable(tenant, insert);
    review();
    EXPECT_EQ(run({"check"}).exit, 0);
    EXPECT_EQ(run({"upgrade", "--create", "-x", "name=one"}).exit, 0);
    EXPECT_EQ(ask("one.db", "SELECT nick FROM users"), "public");
    const Ran two = run({"-x", "name=two", "upgrade", "-x", "tenant=O'Hara; DROP TABLE users --", "head", "--create"});
    EXPECT_EQ(two.exit, 0) << two.err;
    EXPECT_EQ(ask("two.db", "SELECT nick FROM users"), "O'Hara; DROP TABLE users --");
    // The hash is that of the file: the database does not take the revision for another one.
    EXPECT_EQ(run({"upgrade", "-x", "name=two", "-x", "tenant=x"}).out, "the database is at a1: nothing to do\n");
    EXPECT_EQ(run({"check", "--database", "two.db"}).exit, 0);
    EXPECT_NE(run({"sql", "-x", "tenant=acme"}).out.find("VALUES ('acme')"), std::string::npos);
    EXPECT_NE(run({"sql"}).out.find("VALUES ('public')"), std::string::npos);
    EXPECT_NE(run({"show", "a1"}).out.find("VALUES ('public') --"), std::string::npos);
}

TEST_F(GivenValues, names_are_quoted) {
    make_variable("[variables]\ntarget = 'we\"ird'\n",
                  "{ sqlite = 'CREATE TEMP TABLE ${target:identifier} AS SELECT 1; DROP TABLE ${target:identifier}' }\neffects = []");
    review();
    const std::string printed = run({"sql"}).out;
    EXPECT_NE(printed.find("\nCREATE TEMP TABLE \"we\"\"ird\" AS SELECT 1;\n"), std::string::npos) << printed;
    EXPECT_EQ(run({"upgrade", "--create", "-x", "name=one", "-x", "target=users2"}).exit, 0);
    refused({"sql", "-x", "target="}, 4,
            "~/migrations/revisions/a1.toml:9:1: error: 'target' is empty, and no name can be [variable]\n"
            "note: give it a value: -x target=...\n"
            "~/migrations/revisions/a1.toml:9:1: error: 'target' is empty, and no name can be [variable]\n"
            "note: give it a value: -x target=...\n");
}

TEST_F(GivenValues, another_default_is_another_revision) {
    make_variable(tenant, insert);
    review();
    make_variable("[variables]\ntenant = \"private\"\n", insert);
    const Ran checked = run({"check"});
    EXPECT_EQ(checked.exit, 5);
    EXPECT_NE(checked.err.find("was edited after its review"), std::string::npos) << checked.err;
    EXPECT_EQ(checked.err.find("only"), std::string::npos) << checked.err;
}

TEST_F(GivenValues, revisions_without_variables_are_verbatim) {
    make_variable("", "\"INSERT INTO users (nick) VALUES ('${tenant}')\"");
    review();
    EXPECT_EQ(run({"upgrade", "--create", "-x", "name=one"}).exit, 0);
    EXPECT_EQ(ask("one.db", "SELECT nick FROM users"), "${tenant}");
}

TEST_F(GivenValues, mistakes_in_revisions) {
    const std::string place = "~/migrations/revisions/a1.toml:9:1: error: ";
    const std::string within = " stands within a string, a name or a word of the SQL, where it cannot be quoted [variable]\n"
                               "note: it is a whole string, or with :identifier a whole name; || joins strings\n";
    const struct {
        std::string sql;
        std::string error;
    } cases[] = {
        {"'DELETE FROM users WHERE nick = ${tennant}'", "'${tennant}' is none of the [variables] of the revision [variable]\nnote: did you mean 'tenant'?\n"},
        {"'DELETE FROM users WHERE nick = ${x}'", "'${x}' is none of the [variables] of the revision [variable]\nnote: they are tenant\n"},
        {"'DELETE FROM users WHERE nick = ${tenant:name}'", "'${tenant:name}' is none of the [variables] of the revision [variable]\nnote: behind a variable only ':identifier' may stand\n"},
        {"\"DELETE FROM users WHERE nick = '${tenant}'\"", "'${tenant}'" + within},
        {"'DELETE FROM \"${tenant:identifier}\"'", "'${tenant:identifier}'" + within},
        {"'DELETE FROM t_${tenant:identifier}'", "'${tenant:identifier}'" + within},
        {"'DELETE FROM users WHERE nick = ${tenant'", "'${' has no '}' behind it in the SQL [variable]\n"},
    };
    for (const auto& each : cases) {
        make_variable(tenant, each.sql);
        refused({"validate"}, 4, place + each.error);
    }
    make_variable("[variables]\n\"a b\" = \"x\"\nc = 1\n", "'DELETE FROM users'");
    refused({"validate"}, 4,
            "~/migrations/revisions/a1.toml:3:1: error: 'a b' cannot be the name of a variable [variable]\nnote: use letters, digits and '_'\n"
            "~/migrations/revisions/a1.toml:4:5: error: 'variables.c' must be a string, not an integer [wrong-kind]\n");
}

TEST_F(GivenValues, what_nothing_reads_is_a_mistake) {
    make_variable(tenant, insert);
    review();
    refused({"upgrade", "-x", "name=one", "-x", "tenent=acme"}, 2, "error: nothing reads -x tenent\nnote: did you mean 'tenant'?\n");
    refused({"check", "-x", "tenant=acme"}, 2,
            "error: this command takes 'tenant' as the revisions have it\n"
            "note: leave -x tenant out: it is for upgrade, downgrade, resume and sql\n");
    refused({"upgrade", "-x", "other=1", "-x", "name=one"}, 2,
            "error: nothing reads -x other\n"
            "note: write ${x:other} into 'database' of ~/migrations/migrations.toml, or declare it under [variables] of a revision\n");
    refused({"upgrade"}, 2, "error: the database is named with '${x:name}': give the value with -x name=VALUE\n");
    refused({"upgrade", "-x", "name"}, 2, "error: -x takes KEY=VALUE, not 'name'\nnote: a key has letters, digits and '_'\n");
    refused({"upgrade", "-x", "a-b=1"}, 2, "error: -x takes KEY=VALUE, not 'a-b=1'\nnote: a key has letters, digits and '_'\n");
    refused({"upgrade", "-x", "name=1", "-x", "NAME=2"}, 2, "error: -x gives 'NAME' twice\nnote: leave one of them out\n");
    EXPECT_EQ(run({"upgrade", "--database", "sqlite:///${x:file}", "--create", "-x", "file=three.db"}).exit, 0);
    environment_["DATABASE_URL"] = "sqlite:///${x:file}";
    make_project();
    EXPECT_EQ(run({"current", "-x", "file=three.db"}).exit, 0);
}

TEST_F(GivenValues, programs_see_them) {
    make_project("\"sqlite\"", "after_write = [\"echo $MIGRATIONS_X_TICKET\"]\n");
    const Ran written = run({"revision", "-m", "x", "-x", "ticket=B-12"});
    EXPECT_EQ(written.exit, 0) << written.err;
    EXPECT_NE((written.out + written.err).find("B-12 " + path("migrations/revisions/")), std::string::npos) << written.out << written.err;
}

}  // namespace
}  // namespace migrations
