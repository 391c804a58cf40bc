// What [tests] of migrations.toml says of the tests that CTest gets, and what they tell it.
#include <regex>
#include <set>

#include "cli_support.h"

namespace migrations {
namespace {

using GeneratedTests = CommandLine;

std::string names_in(const std::string& list) {
    static const std::regex test("add_test\\(\\[\\[?([^\\]]*)\\]\\]?|add_test\\((migrations[^ ]*)");
    std::string names;
    for (std::sregex_iterator each(list.begin(), list.end(), test), end; each != end; ++each) {
        names += (*each)[1].str() + (*each)[2].str() + "\n";
    }
    return names;
}

TEST_F(GeneratedTests, are_those_that_the_settings_say) {
    make_chain("\"sqlite\"", "[tests]\nreleased = [\"b2\"]\n");
    const std::vector<std::string> listing = {"build", "tests", "--output", path("tests.cmake"), "--tool", "migrations"};
    EXPECT_EQ(run(listing).exit, 0);
    EXPECT_EQ(names_in(read("tests.cmake")),
              "migrations.blog_db.sqlite.a1\nmigrations.blog_db.sqlite.b2\nmigrations.blog_db.sqlite.c3\nmigrations.blog_db.sqlite.chain\n"
              "migrations.blog_db.sqlite.models\nmigrations.blog_db.sqlite.released.b2\nmigrations.blog_db.sqlite.runners\n"
              "migrations.blog_db.sqlite.killed\n");
    write("migrations/migrations.toml", read("migrations/migrations.toml") + "skip = [\"revisions\", \"released\", \"runners\", \"killed\"]\n");
    EXPECT_EQ(run(listing).exit, 0);
    EXPECT_EQ(names_in(read("tests.cmake")), "migrations.blog_db.sqlite.chain\nmigrations.blog_db.sqlite.models\n");
}

TEST_F(GeneratedTests, mistakes_in_the_settings) {
    make_project("\"sqlite\"",
               "[tests]\nseed = 0\nkills = \"x\"\nskip = [\"kiled\"]\ncolumn_order = \"no\"\nfolder = 3\nrelease = []\nrows = { users = \"full\" }\n");
    const Ran checked = run({"test", "chain"});
    EXPECT_EQ(checked.exit, 2);
    EXPECT_EQ(plain(checked.err),
              "~/migrations/migrations.toml:5:8: error: 'tests.seed' must be an integer from 1 to 1000000 [settings]\n"
              "~/migrations/migrations.toml:6:9: error: 'tests.kills' must be an integer from 1 to 1000000 [settings]\n"
              "~/migrations/migrations.toml:7:9: error: 'tests.skip' knows no tests 'kiled' [settings]\n"
              "note: there are: revisions, chain, models, released, runners, killed\n"
              "~/migrations/migrations.toml:8:16: error: 'tests.column_order' must be \"off\", \"warning\" or \"error\" [settings]\n"
              "~/migrations/migrations.toml:9:10: error: 'tests.folder' must be a string, not an integer [settings]\n"
              "~/migrations/migrations.toml:10:1: error: unknown key 'tests.release' [unknown-key]\nnote: did you mean 'released'?\n"
              "~/migrations/migrations.toml:11:18: error: 'tests.rows.users' must be \"empty\" [settings]\n");
}

TEST_F(GeneratedTests, tell_ctest_how_long_a_revision_takes) {
    make_chain();
    EXPECT_EQ(run({"test", "round-trip", "--revision", "b2"}).out,
              "up: 1 operation, 3 rows in 1 table compared\ndown: the schema is what it was\nup again: the schema is what it was\n");
    environment_["DASHBOARD_TEST_FROM_CTEST"] = "3.25";
    const std::string told = run({"test", "round-trip", "--revision", "b2"}).out;
    const std::string number = "[0-9]+\\.[0-9]</CTestMeasurement>\n";
    const std::string tag = "<CTestMeasurement type=\"numeric/double\" name=\"";
    EXPECT_TRUE(std::regex_search(told, std::regex(tag + "upgrade b2 \\(ms\\)\">" + number + tag + "downgrade b2 \\(ms\\)\">" + number + tag +
                                                   "upgrade b2 \\(ms\\)\">" + number))) << told;
    EXPECT_EQ(json({"test", "chain"}, "/measured/0/name"), "upgrade a1");
}

TEST_F(GeneratedTests, have_files_of_the_users) {
    make_chain();
    write("migrations/tests/c3.verify.sql", "SELECT nick FROM users WHERE age IS NULL\n");
    write("migrations/tests/c3.rows.toml", "[[users]]\nid = 5\nnick = \"ada\"\n");
    const Ran trip = run({"test", "round-trip", "--revision", "c3"});
    EXPECT_EQ(trip.exit, 3);
    EXPECT_NE(plain(trip.err).find("~/migrations/tests/c3.verify.sql:1:1: error: sqlite: after the upgrade this query returns "), std::string::npos)
        << trip.err;
    EXPECT_EQ(run({"test", "chain"}).exit, 3);
    EXPECT_EQ(run({"test", "round-trip", "--revision", "b2"}).exit, 0);
}

TEST_F(GeneratedTests, files_of_revisions_whose_ids_have_underlines) {
    make_chain();
    write("migrations/revisions/add_team.toml", add_column("add_team", "c3", "team", "int64", "team", "2026-01-04"));
    run({"review", "--yes", "-q"});
    set_model("email = { type = \"string(320)\", null = true }\n");
    write("migrations/tests/add_team.verify.sql", "SELECT 1\n");
    write("migrations/tests/c3_of_the_old_ones.verify.sql", "SELECT 2\n");
    const Ran trip = run({"test", "round-trip", "--revision", "add_team"});
    EXPECT_EQ(trip.exit, 3);
    EXPECT_EQ(plain(trip.err).substr(0, 110),
              "~/migrations/tests/add_team.verify.sql:1:1: error: sqlite: after the upgrade this query returns 1 row, first (");
}

TEST_F(GeneratedTests, files_that_would_not_be_looked_at) {
    make_chain("\"sqlite\"", "[tests]\nfolder = \"checks\"\n");
    const Ran missing = run({"test", "round-trip", "--revision", "b2"});
    EXPECT_EQ(missing.exit, 3);
    EXPECT_EQ(plain(missing.err), "~/migrations/migrations.toml:5:10: error: there is no folder '~/migrations/checks' with files for the tests of single revisions [settings]\n");
    write("migrations/checks/b2-verify.sql", "SELECT 1\n");
    EXPECT_EQ(run({"test", "round-trip", "--revision", "b2"}).exit, 0);  // it may be anything
    write("migrations/checks/b2.queries.sql", "SELECT 1\n");
    EXPECT_EQ(plain(run({"test", "round-trip", "--revision", "b2"}).err),
              "~/migrations/checks/b2.queries.sql: error: this is no name of a file for the test of revision 'b2' [test-files]\n"
              "note: call it b2.verify.sql or b2.rows.toml\n");
}

TEST_F(GeneratedTests, are_those_of_the_chain) {
    make_chain();
    ASSERT_EQ(run({"build", "tests", "--output", path("tests.cmake"), "--tool", "migrations"}).exit, 0);
    EXPECT_EQ(run({"test", "check", "--list", "tests.cmake"}).exit, 0);
    EXPECT_EQ(run({"test", "check", "--list", "nowhere.cmake"}).exit, 0);
    write("migrations/revisions/d4.toml", "revision = \"d4\"\ndown_revision = \"c3\"\nupgrade = []\ndowngrade = []\n");
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    const Ran checked = run({"test", "check", "--list", "tests.cmake"});
    EXPECT_EQ(checked.exit, 3);
    EXPECT_EQ(checked.err, "error: these are not the tests of the revisions that there are now [tests-outdated]\n"
                           "note: build their list, and run ctest again: migrations build tests\n");
}

// A database on the way is kept for the next test, which finds it by what was run on it.
TEST_F(GeneratedTests, go_on_from_where_others_were) {
    make_chain();
    std::string parent = "c3";
    for (int i = 10; i < 30; ++i) {
        const std::string id = "r" + std::to_string(i);
        write("migrations/revisions/" + id + ".toml", add_column(id, parent, "extra" + std::to_string(i), "int64", "more", "2026-03-" + std::to_string(i)));
        parent = id;
    }
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    write("build/project.toml", "name = \"blog_db\"\ndirectory = \"" + path("migrations") + "\"\n");
    const std::vector<std::string> last = {"test", "round-trip", "--revision", "r29", "--project", "build/project.toml"};
    const auto kept = [&] {
        std::set<std::string> names;
        for (const auto& [name, text] : everything()) {
            if (name.starts_with("build/checkpoints/")) names.insert(name.substr(18));
        }
        return names;
    };
    const Ran first = run(last);
    ASSERT_EQ(first.exit, 0) << first.err;
    const std::set<std::string> made = kept();
    ASSERT_EQ(made.size(), 2U);
    EXPECT_TRUE(made.begin()->starts_with("10_") && made.begin()->ends_with(".db")) << *made.begin();
    EXPECT_TRUE(made.rbegin()->starts_with("20_")) << *made.rbegin();

    // It is what is begun with.
    const std::string twentieth = "build/checkpoints/" + *made.rbegin();
    ASSERT_EQ(ask(twentieth, "DROP TABLE users"), "");
    EXPECT_EQ(run(last).exit, 3);
    // One that cannot be read is none.
    write(twentieth, "no database");
    EXPECT_EQ(run(last).err, first.err);
    EXPECT_EQ(kept(), made);
    EXPECT_NE(read(twentieth), "no database");

    // Another chain has others, and the old ones go.
    std::string text = read("migrations/revisions/r20.toml");
    replace(text, "extra20", "other20");
    write("migrations/revisions/r20.toml", text);
    ASSERT_EQ(run({"review", "--yes", "-q"}).exit, 0);
    EXPECT_EQ(run(last).exit, 0);
    EXPECT_EQ(kept().size(), 2U);
    EXPECT_EQ(*kept().begin(), *made.begin());
    EXPECT_NE(*kept().rbegin(), *made.rbegin());
}

// The folder may be full of databases of other programs.
TEST_F(GeneratedTests, a_new_database_touches_no_other) {
    make_chain();
    for (const char* name : {"templates/shop.db", "migrations-templates/shop.db", "shop.db"}) write(name, "mine");
    EXPECT_EQ(run({"test", "database", "--dialect", "sqlite", "--file", "test.db"}).exit, 0);
    for (const char* name : {"templates/shop.db", "migrations-templates/shop.db", "shop.db"}) EXPECT_EQ(read(name), "mine") << name;
    EXPECT_EQ(run({"current", "--database", "test.db"}).out, "c3 (head)\n");
}

TEST_F(GeneratedTests, a_database_on_a_server_has_a_name_of_its_own) {
    make_chain("\"postgresql\"");
    const auto asked = [&](const std::string& name, const std::string& word) {
        return run({"test", "database", "--dialect", "postgresql", "--name", name, "--run", word, "--service-file", "x.service"});
    };
    EXPECT_EQ(asked("shop", "abc").err, "error: --name: 'shop' does not begin with 'migrations_test_'\n"
                                        "note: the database is dropped before it is made: its name must be one that no other has\n");
    EXPECT_EQ(asked("migrations_test_x", "a b").err, "error: --run: 'a b' is no word of a-z and 0-9\n");
    environment_["MIGRATIONS_POSTGRESQL_URL"] = "postgresql://nobody@nowhere.invalid/x";
    const Ran by_hand = asked("migrations_test_x", "abc");
    EXPECT_EQ(by_hand.exit, 2);
    EXPECT_EQ(by_hand.err, "error: nobody would drop the database on the server that MIGRATIONS_POSTGRESQL_URL names\n"
                           "note: ctest does, in a build: name its folder with -B\n");
}

TEST_F(GeneratedTests, errors_are_annotations_too) {
    make_chain();
    write("migrations/revisions/c3.toml", "revision = \"c3\"\ndown_revision = 5\n");
    environment_["GITHUB_ACTIONS"] = "true";
    environment_["GITHUB_WORKSPACE"] = folder_;
    for (const char* command : {"lint", "heads"}) {
        EXPECT_NE(run({command}).err.find("\n::error file=migrations/revisions/c3.toml,line=2,col="), std::string::npos) << run({command}).err;
    }
}

}  // namespace
}  // namespace migrations
