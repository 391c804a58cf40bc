#include "chains_support.h"

namespace migrations {
namespace {

TEST(Diesel, up_and_down) {
    EXPECT_EQ(read_as("diesel", folder({{"2024-01-15-093000_add_users/up.sql", "SELECT 2;"},
                                        {"2024-01-15-093000_add_users/down.sql", "SELECT 3;"},
                                        {"2024-01-15-093000_add_users/metadata.toml", "run_in_transaction = false\n"},
                                        {"00000000000000_diesel_initial_setup/up.sql", "SELECT 1;"},
                                        {"notes/up.sql", "SELECT 4;"},
                                        {"diesel.toml", "x = 1"}})),
              "00000000000000|00000000000000|diesel initial setup||SELECT 1;|-\n"
              "20240115093000|20240115093000|add users|2024-01-15T09:30:00Z|!SELECT 2;|!SELECT 3;\n"
              "left out: diesel.toml: no VERSION_title/up.sql or down.sql\n"
              "m/notes/up.sql: warning: this file is not imported: no VERSION_title/up.sql or down.sql, though it is a script up.sql [left-out]\n"
              "note: if it belongs to the chain, give it such a name\n");
}

TEST(Diesel, mistakes) {
    EXPECT_EQ(read_as("diesel", folder({{"1_a/down.sql", "SELECT 1;"}, {"2_b/up.sql", "SELECT 1;"}, {"2_b/metadata.toml", "run_in_transaction = 0\n"}, {"2_c/up.sql", "SELECT 1;"}})),
              "2|2|b||SELECT 1;|-\n"
              "2|2|c||SELECT 1;|-\n"
              "m/1_a/down.sql: error: there is no up.sql beside this file [no-up]\n"
              "note: diesel needs it\n"
              "m/2_b/metadata.toml:1:22: error: 'run_in_transaction' is true or false, and not an integer [wrong-type]\n"
              "m/2_c/up.sql: error: version '2' is also that of m/2_b/up.sql [duplicate-version]\n"
              "note: the tool would run one of them; give the other a version of its own\n");
}

TEST(Diesel, files_that_cannot_be_read) {
    ChainFiles files = folder({{"1_a/up.sql", "SELECT 1;"}, {"2_b/up.sql", "SELECT 1;"}});
    files.push_back(unreadable("2_b/down.sql"));
    files.push_back(unreadable("2_b/notes.sql"));
    EXPECT_EQ(read_as("diesel", files), "1|1|a||SELECT 1;|-\nleft out: 2_b/notes.sql: no VERSION_title/up.sql or down.sql\nm/2_b/down.sql: error: no text [unreadable]\n");
}

TEST(Flyway, up_and_down) {
    EXPECT_EQ(read_as("flyway", folder({{"V1__create.sql", "SELECT 1;"},
                                        {"U1.0__create.sql", "SELECT 2;"},
                                        {"a/V1_10__later.sql", "SELECT 4;"},
                                        {"a/V1.2__add_users.sql", "SELECT '${x}';"},
                                        {"a/V1.2__add_users.sql.conf", "placeholderReplacement=false\nexecuteInTransaction = false\n"},
                                        {"V20240115093000__timed.sql", "SELECT 5;"},
                                        {"R__Views of users.sql", "SELECT 7;"},
                                        {"R__a.sql", "SELECT 6;"},
                                        {"B1__all.sql", "SELECT 8;"},
                                        {"beforeMigrate.sql", "SELECT 9;"}})),
              "1|1|create||SELECT 1;|SELECT 2;\n"
              "1.2|1_2|add users||!SELECT '${x}';|-\n"
              "1.10|1_10|later||SELECT 4;|-\n"
              "20240115093000|20240115093000|timed|2024-01-15T09:30:00Z|SELECT 5;|-\n"
              "R__Views of users.sql|r_views_of_users_f06fb445|Views of users||SELECT 7;|-\n"
              "R__a.sql|r_a|a||SELECT 6;|-\n"
              "left out: beforeMigrate.sql: no V1__title.sql, U1__title.sql or R__title.sql\n"
              "left out: B1__all.sql: a baseline, and the versions that it stands for are there\n");
}

TEST(Flyway, files_that_are_meant_and_not_called_so) {
    ChainFiles files = folder({{"V1__a.sql", "SELECT 1;"}, {"V2_b.sql", "SELECT 1;"}, {"v3__c.sql", "SELECT 1;"}, {"views.sql", "SELECT 1;"}});
    files.push_back(unreadable("V4__d.sql"));
    files.push_back(unreadable("dump.sql"));
    EXPECT_EQ(read_as("flyway", files),
              "1|1|a||SELECT 1;|-\n"
              "left out: views.sql: no V1__title.sql, U1__title.sql or R__title.sql\n"
              "left out: dump.sql: no V1__title.sql, U1__title.sql or R__title.sql\n"
              "m/V2_b.sql: warning: this file is not imported: no V1__title.sql, U1__title.sql or R__title.sql, though its name begins like that of one [left-out]\n"
              "note: if it belongs to the chain, give it such a name\n"
              "m/v3__c.sql: warning: this file is not imported: no V1__title.sql, U1__title.sql or R__title.sql, though its name begins like that of one [left-out]\n"
              "note: if it belongs to the chain, give it such a name\n"
              "m/V4__d.sql: error: no text [unreadable]\n");
}

TEST(Flyway, a_baseline_in_place_of_what_is_gone) {
    EXPECT_EQ(read_as("flyway", folder({{"B5__all.sql", "SELECT 1;"}, {"V6__more.sql", "SELECT 2;"}})), "5|5|all||SELECT 1;|-\n6|6|more||SELECT 2;|-\n");
}

TEST(Flyway, mistakes) {
    EXPECT_EQ(read_as("flyway", folder({{"V1__a.sql", "SELECT 1;\n  SELECT ${name};"}, {"V1.0__b.sql", "SELECT 1;"}, {"U2__c.sql", "SELECT 1;"}, {"V3__d.java", ""}, {"V4__e.sql", "SELECT 1;"}, {"V4__e.sql.conf", "shouldExecute=${x}==1\n"}})),
              "1|1|a||SELECT 1;/  SELECT ${name};|-\n"
              "1|1_0|b||SELECT 1;|-\n"
              "4|4|e||SELECT 1;|-\n"
              "m/V1__a.sql:2:10: error: Flyway puts a value in place of '${name}', which import does not know [placeholder]\n"
              "note: write the value into the SQL; where the text is meant, write placeholderReplacement=false into V1__a.sql.conf\n"
              "m/V3__d.java: error: this migration is not written in SQL [not-sql]\n"
              "note: write what it does as SQL; it would be missing from the chain\n"
              "m/V4__e.sql.conf: error: shouldExecute says that Flyway may leave this migration out, and import cannot know [should-execute]\n"
              "note: take the setting out, or the migration\n"
              "m/U2__c.sql: error: version '2' goes down and not up [no-up]\n"
              "note: add its V file\n"
              "m/V1.0__b.sql: error: version '1.0' is also that of m/V1__a.sql [duplicate-version]\n"
              "note: the tool would run one of them; give the other a version of its own\n");
}

TEST(Flyway, table) {
    const auto read = flyway().versions.read;
    const AppliedVersions found = read({{std::nullopt, "SCHEMA", "\"public\"", "t"},
                                        {"01.0", "BASELINE", "<< Flyway Baseline >>", "t"},
                                        {"2", "SQL", "V2__a.sql", "t"},
                                        {std::nullopt, "SQL", "views/R__v.sql", "t"},
                                        {std::nullopt, "SQL", "views/R__v.sql", "t"},
                                        {"3", "SQL", "V3__b.sql", "t"},
                                        {"3", "UNDO_SQL", "U3__b.sql", "t"},
                                        {"4", "SQL", "V4__c.sql", "f"}});
    EXPECT_EQ(found.baseline, "1");
    EXPECT_EQ(found.versions, (std::vector<std::string>{"2", "R__v.sql"}));
    EXPECT_EQ(found.problems, std::vector<std::string>{"'V4__c.sql' has failed"});
}

}  // namespace
}  // namespace migrations
