#include "chains_support.h"

namespace migrations {
namespace {

TEST(GolangMigrate, up_and_down) {
    EXPECT_EQ(read_as("golang-migrate", folder({{"0010_add-users_table.up.sql", "CREATE TABLE t (a int);\n"},
                                                {"0010_add-users_table.down.sql", "DROP TABLE t;"},
                                                {"9_first.up.sql", "SELECT 1;"},
                                                {"20240115093000_.up.sql", "SELECT 2;"},
                                                {"20241315093000_no_month.up.sql", "SELECT 3;"},
                                                {"sub/11_x.up.sql", "SELECT 4;"},
                                                {"11_x.sql", "SELECT 5;"}})),
              "9|9|first||SELECT 1;|-\n"
              "10|0010|add users table||CREATE TABLE t (a int);/|DROP TABLE t;\n"
              "20240115093000|20240115093000||2024-01-15T09:30:00Z|SELECT 2;|-\n"
              "20241315093000|20241315093000|no month||SELECT 3;|-\n"
              "left out: sub/11_x.up.sql: no NNN_title.up.sql or .down.sql\n"
              "left out: 11_x.sql: no NNN_title.up.sql or .down.sql\n");
}

TEST(GolangMigrate, mistakes) {
    EXPECT_EQ(read_as("golang-migrate", folder({{"1_a.up.sql", "SELECT 1"}, {"01_b.up.sql", "SELECT 1"}, {"1_a.down.sql", ""}, {"01_b.down.sql", ""}, {"5_e.up.sql", " ; -- \n"}, {"7_g.down.sql", ""}})),
              "1|1|a||SELECT 1|\n"
              "1|01|b||SELECT 1|\n"
              "5|5|e|| ; -- /|-\n"
              "m/01_b.down.sql: error: version '01' goes down in m/1_a.down.sql too [duplicate-version]\n"
              "note: the tool would run one of them; give the other a version of its own\n"
              "m/7_g.down.sql: error: version '7' goes down and not up [no-up]\n"
              "note: add its .up.sql file\n"
              "m/01_b.up.sql: error: version '01' is also that of m/1_a.up.sql [duplicate-version]\n"
              "note: the tool would run one of them; give the other a version of its own\n"
              "m/5_e.up.sql: error: version '5' has no SQL statement to go up [sql-empty]\n"
              "note: take it out of the chain, or let it say SELECT 1\n"
              "m/5_e.up.sql: warning: there is nothing between version '01' and '5' [version-gap]\n"
              "note: if a file is missing, what it did is missing too\n");
}

TEST(GolangMigrate, table) {
    const auto read = golang_migrate().versions.read;
    EXPECT_EQ(read({{"7", "f"}}).versions, std::vector<std::string>{"7"});
    EXPECT_TRUE(read({{"7", "f"}}).newest_alone);
    EXPECT_EQ(read({{"7", "t"}}).problems, std::vector<std::string>{"version '7' is dirty: it failed half-way"});
    EXPECT_TRUE(read({{"-1", "f"}}).versions.empty());
}

}  // namespace
}  // namespace migrations
