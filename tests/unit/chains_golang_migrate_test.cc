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
                                                {"11_x.sql", "SELECT 5;"},
                                                {"12.up.sql", "SELECT 6;"}})),
              "9|9|first||SELECT 1;|-\n"
              "10|0010|add users table||CREATE TABLE t (a int);/|DROP TABLE t;\n"
              "20240115093000|20240115093000||2024-01-15T09:30:00Z|SELECT 2;|-\n"
              "20241315093000|20241315093000|no month||SELECT 3;|-\n"
              "left out: 11_x.sql: no NNN_title.up.sql or .down.sql\n"
              "m/sub/11_x.up.sql: warning: this file is not imported: no NNN_title.up.sql or .down.sql, though its name ends in .up.sql [left-out]\n"
              "note: if it belongs to the chain, give it such a name\n"
              "m/12.up.sql: warning: this file is not imported: no NNN_title.up.sql or .down.sql, though its name ends in .up.sql [left-out]\n"
              "note: if it belongs to the chain, give it such a name\n");
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

TEST(GolangMigrate, files_that_cannot_be_read) {
    ChainFiles files = folder({{"1_a.up.sql", "SELECT 1;"}, {"1_a.down.sql", "SELECT 2;"}});
    files.push_back(unreadable("2_b.down.sql"));
    files.push_back(unreadable("dump.sql"));
    EXPECT_EQ(read_as("golang-migrate", files), "1|1|a||SELECT 1;|SELECT 2;\nleft out: dump.sql: no NNN_title.up.sql or .down.sql\nm/2_b.down.sql: error: no text [unreadable]\n");
}

// It is run as one text.
TEST(GolangMigrate, marks_of_other_tools) {
    EXPECT_EQ(read_as("golang-migrate", folder({{"1_a.up.sql", "-- migrate:up\nSELECT 1;\n-- migrate:down\nSELECT 2;\n"}, {"1_a.down.sql", "\n-- +goose Down\nSELECT 3;"}})),
              "1|1|a||-- migrate:up/SELECT 1;/-- migrate:down/SELECT 2;/|/-- +goose Down/SELECT 3;\n"
              "m/1_a.up.sql:1:1: warning: '-- migrate:up' is a mark of dbmate, and a mere comment here: what stands below it is run too [other-mark]\n"
              "note: if it is not to be run, take it out\n"
              "m/1_a.down.sql:2:1: warning: '-- +goose Down' is a mark of goose, and a mere comment here: what stands below it is run too [other-mark]\n"
              "note: if it is not to be run, take it out\n");
}

TEST(GolangMigrate, table) {
    const auto read = golang_migrate().versions.read;
    EXPECT_EQ(read({{"7", "f"}}).versions, std::vector<std::string>{"7"});
    EXPECT_TRUE(read({{"7", "f"}}).newest_alone);
    EXPECT_EQ(read({{"7", "t"}}).problems, std::vector<std::string>{"version '7' is dirty: it failed half-way"});
    EXPECT_TRUE(read({{"-1", "f"}}).versions.empty());
}

// What is wrong with the way up is said once.
TEST(GolangMigrate, a_way_up_that_cannot_be_read) {
    ChainFiles files = folder({{"1_a.down.sql", "DROP TABLE a;"}});
    files.push_back(unreadable("1_a.up.sql"));
    EXPECT_EQ(read_as("golang-migrate", files), "m/1_a.up.sql: error: no text [unreadable]\n");
    ChainFiles flyway = folder({{"U1__a.sql", "DROP TABLE a;"}});
    flyway.push_back(unreadable("V1__a.sql"));
    EXPECT_EQ(read_as("flyway", flyway), "m/V1__a.sql: error: no text [unreadable]\n");
}

}  // namespace
}  // namespace migrations
