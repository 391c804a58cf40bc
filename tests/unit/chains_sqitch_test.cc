#include "chains_support.h"

namespace migrations {
namespace {

constexpr const char* planner = " Ann <ann@example.org>";

std::string change(const std::string& words, const std::string& day) { return words + " 2024-01-" + day + "T09:30:00Z" + planner; }

TEST(Sqitch, changes_in_the_order_of_the_plan) {
    EXPECT_EQ(read_as("sqitch", folder({{"sqitch.plan", "%syntax-version=1.0.0\n%project=blog\n# all\n\n" + change("users", "15") + " # Adds users # and more\n" + change("api/Nicks [users !old]", "16") + "\n"},
                                        {"deploy/users.sql", "\\set ON_ERROR_STOP on\nSELECT '\n\\not a command';\n"},
                                        {"revert/users.sql", "SELECT 2;"},
                                        {"verify/users.sql", "SELECT 3;"},
                                        {"deploy/api/Nicks.sql", "SELECT 4;"},
                                        {"deploy/old.sql", "SELECT 5;"},
                                        {"sqitch.conf", ""}})),
              "users 2024-01-15T09:30:00Z|users|Adds users # and more|2024-01-15T09:30:00Z|SELECT '/\\not a command';/|SELECT 2;\n"
              "api/Nicks 2024-01-16T09:30:00Z|api_nicks_d60e6d71|api/Nicks|2024-01-16T09:30:00Z|SELECT 4;|-\n"
              "left out: verify/: 1 script; what they look for, 'migrations test' compares\n"
              "m/deploy/old.sql: warning: this file is not imported: no script of a change in the plan, though it is one of sqitch [left-out]\n"
              "note: if it belongs to the chain, give it such a name\n");
}

TEST(Sqitch, a_change_that_is_made_again) {
    EXPECT_EQ(read_as("sqitch", folder({{"sqitch.plan", change("a", "15") + "\n" + change("@v1", "16") + "\n" + change("@v2", "17") + "\n" + change("a [a@v2]", "18") + "\n"},
                                        {"deploy/a.sql", "SELECT 2;"},
                                        {"deploy/a@v2.sql", "SELECT 1;"}})),
              "a 2024-01-15T09:30:00Z|a_v2_10871499|a|2024-01-15T09:30:00Z|SELECT 1;|-\n"
              "a 2024-01-18T09:30:00Z|a|a|2024-01-18T09:30:00Z|SELECT 2;|-\n");
}

// Of the lines that psql and sqlite3 would run themselves each knows its own.
TEST(Sqitch, lines_for_the_shell) {
    const auto read = [](const std::string& deploy, dialect language) {
        const std::string text = read_as("sqitch", folder({{"sqitch.plan", change("a", "15") + "\n"}, {"deploy/a.sql", deploy}}), language);
        return text.substr(text.rfind("Z|") + 2);
    };
    EXPECT_EQ(read("-- it's\n\\echo don't\nSELECT 1;\n\\i x.sql\n\\echo can't\n", dialect::postgresql),
              "-- it's/SELECT 1;/|-\n"
              "m/deploy/a.sql:4:1: error: '\\i' is a command of the shell, which a revision does not have [shell-line]\n"
              "note: write what it does as SQL\n");
    EXPECT_EQ(read("SELECT t\n.a FROM t;\n/*\n\\i x\n*/\nSELECT $$\n\\i y\n$$;\n", dialect::postgresql),
              "SELECT t/.a FROM t;//*/\\i x/*//SELECT $$/\\i y/$$;/|-\n");
    EXPECT_EQ(read("-- it's\n.bail on\nSELECT t\n.a FROM t;\n/*\n.read x\n*/\n.read y.sql\n", dialect::sqlite),
              "-- it's/SELECT t/.a FROM t;//*/.read x/*//|-\n"
              "m/deploy/a.sql:8:1: error: '.read' is a command of the shell, which a revision does not have [shell-line]\n"
              "note: write what it does as SQL\n");
    EXPECT_EQ(read("\\set ON_ERROR_STOP on\nSELECT 1;\n", dialect::sqlite), "\\set ON_ERROR_STOP on/SELECT 1;/|-\n");
}

TEST(Sqitch, files_that_cannot_be_read) {
    ChainFiles files = folder({{"sqitch.plan", change("a", "15") + "\n" + change("b", "16") + "\n"}, {"deploy/a.sql", "SELECT 1;"}});
    files.push_back(unreadable("deploy/b.sql"));
    files.push_back(unreadable("dump.sql"));
    EXPECT_EQ(read_as("sqitch", files), "a 2024-01-15T09:30:00Z|a|a|2024-01-15T09:30:00Z|SELECT 1;|-\nleft out: dump.sql: no script of a change in the plan\nm/deploy/b.sql: error: no text [unreadable]\n");
}

TEST(Sqitch, mistakes) {
    EXPECT_EQ(read_as("sqitch", folder({{"sqitch.plan", "users without a time\n" + change("a", "15") + "\n" + change("-a", "16") + "\n" + change("a", "17") + "\n" + change("b", "18") + "\n"},
                                        {"deploy/a.sql", "\\i other.sql\nSELECT 1;"}})),
              "a 2024-01-15T09:30:00Z|a|a|2024-01-15T09:30:00Z|SELECT 1;|-\n"
              "m/sqitch.plan:1:1: error: this line has no time such as 2024-01-15T09:30:00Z [sqitch-plan]\n"
              "note: sqitch writes these lines: sqitch add, sqitch tag\n"
              "m/sqitch.plan:3:1: error: '-a 2024-01-16T09:30:00Z Ann <ann@example' takes a change back within the plan, which a chain of revisions cannot [sqitch-plan]\n"
              "note: take the change and this line out of the plan\n"
              "m/sqitch.plan:4:1: error: change 'a' is there twice without a tag in between [sqitch-plan]\n"
              "note: sqitch rework needs one: sqitch tag\n"
              "m/deploy/a.sql:1:1: error: '\\i' is a command of the shell, which a revision does not have [shell-line]\n"
              "note: write what it does as SQL\n"
              "m/sqitch.plan:5:1: error: there is no deploy/b.sql for change 'b' [no-up]\n"
              "note: add the file\n");
}

TEST(Sqitch, what_other_projects_have_to_do_with) {
    const std::string text = read_as("sqitch", folder({{"sqitch.plan", "%project=blog\n" + change("a [blog:z other:users@v1]", "15") + "\n" + change("b [!third:c] ", "16") + "\n"},
                                                       {"deploy/a.sql", "SELECT 1;"},
                                                       {"deploy/b.sql", "SELECT 2;"}}));
    EXPECT_EQ(text, "a 2024-01-15T09:30:00Z|a|a|2024-01-15T09:30:00Z|SELECT 1;|-\n"
                    "b 2024-01-16T09:30:00Z|b|b|2024-01-16T09:30:00Z|SELECT 2;|-\n"
                    "m/sqitch.plan:2:1: warning: change 'a' names 'other:users@v1' of another project, which the imported chain does not know of [other-project]\n"
                    "note: see yourself that the other project is applied before, where it has to be\n"
                    "m/sqitch.plan:3:1: warning: change 'b' names 'third:c' of another project, which the imported chain does not know of [other-project]\n"
                    "note: see yourself that the other project is applied before, where it has to be\n");
}

}  // namespace
}  // namespace migrations
