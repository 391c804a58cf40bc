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
    const OldChain chain = dbmate().read(folder({{"1_a.sql", "-- a\n-- migrate:up\nSELECT 1;\nSELECT 2;\n-- migrate:down\nSELECT 3;\n"}}), dialect::sqlite, findings);
    EXPECT_EQ(chain.migrations.at(0).up.lines, (std::vector<int>{3, 4}));
    EXPECT_EQ(chain.migrations.at(0).down->lines, std::vector<int>{6});
}

TEST(Dbmate, mistakes) {
    EXPECT_EQ(read_as("dbmate", folder({{"1_a.sql", "SELECT 1;\n-- migrate:up\nSELECT 2;\n-- migrate:up\n"},
                                        {"2_b.sql", "-- migrate:down\nSELECT 1;\n"},
                                        {"3_c.sql", "-- migrate:up transaction:flase\nSELECT 1;\n-- migrate:dwon\n"}})),
              "m/1_a.sql:1:1: error: there is SQL before '-- migrate:up', which dbmate does not run [before-up]\n"
              "note: move it below '-- migrate:up'\n"
              "m/1_a.sql:4:1: error: the file has a second 'migrate:up' [duplicate-mark]\n"
              "m/2_b.sql: error: there is no '-- migrate:up' in this file [no-up]\n"
              "note: dbmate needs it; are these files of another tool? --layout names it\n"
              "m/3_c.sql:1:1: error: 'transaction:flase' is no option of dbmate that import knows [unknown-mark]\n"
              "note: did you mean 'transaction:false'?\n"
              "m/3_c.sql:3:1: error: 'migrate:dwon' is neither migrate:up nor migrate:down [unknown-mark]\n");
}

TEST(Dbmate, marks_with_blanks) {
    EXPECT_EQ(read_as("dbmate", folder({{"1_a.sql", "--\tmigrate:up\ttransaction:false \nSELECT 1;\n--migrate:down\nSELECT 2;\n"}, {"2_b.sql", "-- migrate:up\nSELECT 1;\n  -- migrate:down\n"}})),
              "1|1|a||!SELECT 1;/|SELECT 2;/\n"
              "m/2_b.sql:3:1: error: this mark is indented, and dbmate does not take it for one [indented-mark]\n"
              "note: let the line begin with it\n");
}

// What a tool takes for a mark is one, wherever it stands.
TEST(Dbmate, marks_in_quotes) {
    EXPECT_EQ(read_as("dbmate", folder({{"1_a.sql", "-- migrate:up\nINSERT INTO t VALUES ('\n-- migrate:down\n');\n"},
                                        {"2_b.sql", "/* it's\n-- migrate:up\n*/\nSELECT 1;\n"},
                                        {"3_c.sql", "-- migrate:up\nSELECT $x$ a $$ b\n-- migrate:down\n$x$;\n"},
                                        {"4_d.sql", "-- migrate:up\n-- it's\nSELECT $x$ a $$ b\n$x$, '--';\n-- migrate:down\nSELECT 1;\n"}})),
              "4|4|d||-- it's/SELECT $x$ a $$ b/$x$, '--';/|SELECT 1;/\n"
              "m/1_a.sql:3:1: error: this mark stands in a quote or a comment that begins in line 2, and dbmate cuts the file here nevertheless [mark-in-quote]\n"
              "note: end the quote above it, or let the line say something else\n"
              "m/2_b.sql:2:1: error: this mark stands in a quote or a comment that begins in line 1, and dbmate cuts the file here nevertheless [mark-in-quote]\n"
              "note: end the quote above it, or let the line say something else\n"
              "m/3_c.sql:3:1: error: this mark stands in a quote or a comment that begins in line 2, and dbmate cuts the file here nevertheless [mark-in-quote]\n"
              "note: end the quote above it, or let the line say something else\n");
}

TEST(Dbmate, files_that_are_meant_and_not_called_so) {
    EXPECT_EQ(read_as("dbmate", folder({{"1_a.sql", "-- migrate:up\nSELECT 1;\n"}, {"fix.sql", "-- migrate:up\nSELECT 2;\n"}, {"more/2_b.sql", "-- migrate:up\nSELECT 2;\n"}, {"seed.sql", "SELECT 3;\n"}})),
              "1|1|a||SELECT 1;/|-\n"
              "left out: seed.sql: no NNN_title.sql\n"
              "m/fix.sql: warning: this file is not imported: no NNN_title.sql, though it has '-- migrate:up' [left-out]\n"
              "note: if it belongs to the chain, give it such a name\n"
              "m/more/2_b.sql: warning: this file is not imported: no NNN_title.sql, though it has '-- migrate:up' [left-out]\n"
              "note: if it belongs to the chain, give it such a name\n");
}

// What cannot be read matters where it is a migration.
TEST(Dbmate, files_that_cannot_be_read) {
    ChainFiles files = folder({{"1_a.sql", "-- migrate:up\nSELECT 1;\n"}});
    files.push_back(unreadable("2_b.sql"));
    files.push_back(unreadable("dump.sql"));
    EXPECT_EQ(read_as("dbmate", files), "1|1|a||SELECT 1;/|-\nleft out: dump.sql: no NNN_title.sql\nm/2_b.sql: error: no text [unreadable]\n");
}

TEST(Goose, files_that_are_meant_and_not_called_so) {
    ChainFiles files = folder({{"1_a.sql", "-- +goose Up\nSELECT 1;\n"}, {"fix.sql", "-- +goose Up\nSELECT 2;\n"}});
    files.push_back(unreadable("2_b.sql"));
    files.push_back(unreadable("dump.sql"));
    EXPECT_EQ(read_as("goose", files),
              "1|1|a||SELECT 1;/|-\n"
              "left out: dump.sql: no NNN_title.sql\n"
              "m/fix.sql: warning: this file is not imported: no NNN_title.sql, though it has '-- +goose Up' [left-out]\n"
              "note: if it belongs to the chain, give it such a name\n"
              "m/2_b.sql: error: no text [unreadable]\n");
}

TEST(Goose, marks_in_quotes) {
    EXPECT_EQ(read_as("goose", folder({{"1_a.sql", "-- +goose Up\n-- +goose StatementBegin\nDO $$\n-- +goose Down\n$$;\n"}})),
              "m/1_a.sql:4:1: error: this mark stands in a quote or a comment that begins in line 3, and goose cuts the file here nevertheless [mark-in-quote]\n"
              "note: end the quote above it, or let the line say something else\n");
}

TEST(Goose, version_zero) {
    EXPECT_EQ(read_as("goose", folder({{"00000_a.sql", "-- +goose Up\nSELECT 1;\n"}})),
              "m/00000_a.sql: error: goose has no version 0 but the one with which its table begins [version-zero]\n"
              "note: number the migrations from 1\n");
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
    EXPECT_EQ(read_as("goose", folder({{"1_a.sql", "-- it's\n  SELECT 1;\n-- +goose Up\n-- +goose ENVSUB ON\nSELECT '${HOME}';\n-- +goose StatmentBegin\n"}, {"2_b.go", "package migrations"}, {"3_c.sql", "-- hello\n"}})),
              "m/1_a.sql:5:9: error: goose puts variables of the environment in here, which import does not know [envsub]\n"
              "note: write the values into the SQL and take '+goose ENVSUB ON' out\n"
              "m/1_a.sql:6:1: error: '+goose StatmentBegin' is no mark of goose that import knows [unknown-mark]\n"
              "note: did you mean 'statementbegin'?\n"
              "m/1_a.sql:2:3: error: there is SQL before '-- +goose Up', which goose does not run [before-up]\n"
              "note: move it below\n"
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
