#include "chains_support.h"

namespace migrations {
namespace {

TEST(Dbmate, up_and_down) {
    EXPECT_EQ(read_as("dbmate", folder({{"20240115093000_add_users.sql", "-- who we are\n\n--  migrate:up\nCREATE TABLE t (a int);\n\n-- migrate:down transaction:false\nDROP TABLE t;\n"},
                                        {"1_vacuum.sql", "-- migrate:up transaction:false\nVACUUM;\n"},
                                        {"schema.sql", "SELECT 1;"}})),
              "1|1|vacuum||!VACUUM;/|-\n"
              "20240115093000|20240115093000|add users|2024-01-15T09:30:00Z|CREATE TABLE t (a int);//|!DROP TABLE t;/\n"
              "left out: schema.sql: no NNN_title.sql\n");
}

TEST(Dbmate, lines_are_those_of_the_file) {
    Diagnostics findings;
    const OldChain chain = dbmate().read(folder({{"1_a.sql", "-- a\n-- migrate:up\nSELECT 1;\nSELECT 2;\n-- migrate:down\nSELECT 3;\n"}}), findings);
    EXPECT_EQ(chain.migrations.at(0).up.lines, (std::vector<int>{3, 4}));
    EXPECT_EQ(chain.migrations.at(0).down->lines, std::vector<int>{6});
}

TEST(Dbmate, mistakes) {
    EXPECT_EQ(read_as("dbmate", folder({{"1_a.sql", "SELECT 1;\n-- migrate:up\nSELECT 2;\n-- migrate:up\n"},
                                        {"2_b.sql", "-- migrate:down\nSELECT 1;\n"},
                                        {"3_c.sql", "-- migrate:up transaction:flase\nSELECT 1;\n-- migrate:dwon\n"}})),
              "m/1_a.sql: error: there is SQL before '-- migrate:up', which dbmate does not run [before-up]\n"
              "note: move it below '-- migrate:up'\n"
              "m/1_a.sql:4:1: error: the file has a second 'migrate:up' [duplicate-mark]\n"
              "m/2_b.sql: error: there is no '-- migrate:up' in this file [no-up]\n"
              "note: dbmate needs it; are these files of another tool? --layout names it\n"
              "m/3_c.sql:1:1: error: 'transaction:flase' is no option of dbmate that import knows [unknown-mark]\n"
              "note: did you mean 'transaction:false'?\n"
              "m/3_c.sql:3:1: error: 'migrate:dwon' is neither migrate:up nor migrate:down [unknown-mark]\n");
}

TEST(Goose, up_and_down) {
    EXPECT_EQ(read_as("goose", folder({{"00002_f.sql", "-- +goose Up\n-- +goose StatementBegin\nCREATE FUNCTION f() RETURNS int AS $$ BEGIN; END $$;\n-- +goose StatementEnd\nSELECT 1;\n\n-- +goose "
                                                       "Down\nDROP FUNCTION f();\n"},
                                       {"1_index.sql", "-- +goose NO TRANSACTION\n-- +goose up\nCREATE INDEX CONCURRENTLY i ON t (a);\n"},
                                       {"embed.go", "package migrations"},
                                       {"3.sql", "SELECT 1;"}})),
              "1|1|index||!CREATE INDEX CONCURRENTLY i ON t (a);/|-\n"
              "2|00002|f||CREATE FUNCTION f() RETURNS int AS $$ BEGIN; END $$;/SELECT 1;//|DROP FUNCTION f();/\n"
              "left out: embed.go: no NNN_title.sql\n"
              "left out: 3.sql: no NNN_title.sql\n");
}

TEST(Goose, mistakes) {
    EXPECT_EQ(read_as("goose", folder({{"1_a.sql", "SELECT 1;\n-- +goose Up\n-- +goose ENVSUB ON\nSELECT '${HOME}';\n-- +goose StatmentBegin\n"}, {"2_b.go", "package migrations"}, {"3_c.sql", "-- hello\n"}})),
              "m/1_a.sql: error: there is SQL before '-- +goose Up', which goose does not run [before-up]\n"
              "note: move it below\n"
              "m/1_a.sql:3:1: error: goose puts variables of the environment into this file, which import does not know [envsub]\n"
              "note: write the values into the SQL and take the line out\n"
              "m/1_a.sql:5:1: error: '+goose StatmentBegin' is no mark of goose that import knows [unknown-mark]\n"
              "note: did you mean 'statementbegin'?\n"
              "m/2_b.go: error: this migration is written in Go [not-sql]\n"
              "note: write what it does as SQL; it would be missing from the chain\n"
              "m/3_c.sql: error: there is no '-- +goose Up' in this file [no-up]\n"
              "note: goose needs it; are these files of another tool? --layout names it\n");
}

TEST(Goose, table) {
    const auto read = goose().versions.read;
    EXPECT_EQ(read({{"0", "t"}, {"1", "t"}, {"2", "t"}, {"2", "f"}, {"3", "1"}}).versions, (std::vector<std::string>{"1", "3"}));
}

}  // namespace
}  // namespace migrations
