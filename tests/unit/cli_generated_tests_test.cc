// What [tests] of migrations.toml says of the tests that CTest gets, and what they tell it.
#include <regex>

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

}  // namespace
}  // namespace migrations
