// What tables have that a Schema does not hold: which clauses, and whether they are the same.
#include "sqlite_support.h"

namespace migrations {
namespace {

struct Case {
    const char* name;
    const char* before;
    const char* after;
    std::vector<std::string> wanted;
};

std::vector<LeftOut> left_out_of(const std::string& sql) {
    const auto database = open_memory();
    database->execute(sql);
    return database->left_out({"unseen"});
}

const std::vector<Case> cases = {
    {"NoClause", "CREATE TABLE t (a)", "CREATE TABLE t (a INTEGER PRIMARY KEY, b UNIQUE, c COLLATE nocase)", {}},
    {"OneConflictForAnother",
     "CREATE TABLE t (a UNIQUE ON CONFLICT IGNORE, b UNIQUE ON CONFLICT FAIL)",
     "CREATE TABLE t (a UNIQUE ON CONFLICT IGNORE, b UNIQUE ON CONFLICT REPLACE)",
     {"ON CONFLICT of table 't' has changed"}},
    {"OneConflictLess",
     "CREATE TABLE t (a UNIQUE ON CONFLICT IGNORE, b NOT NULL ON CONFLICT IGNORE)",
     "CREATE TABLE t (a UNIQUE ON CONFLICT IGNORE, b NOT NULL)",
     {"ON CONFLICT of table 't' has changed"}},
    {"LetterCaseIsNoChange", "CREATE TABLE t (a UNIQUE ON CONFLICT IGNORE)", "CREATE TABLE t (a unique on conflict ignore)", {}},
    {"DescInAKey", "CREATE TABLE t (a, b, PRIMARY KEY (a, b))", "CREATE TABLE t (a, b, PRIMARY KEY (a, b DESC))",
     {"DESC in a key of table 't' is new"}},
    {"DescOfAnotherColumn", "CREATE TABLE t (a, b, UNIQUE (a DESC, b))", "CREATE TABLE t (a, b, UNIQUE (a, b DESC))",
     {"DESC in a key of table 't' has changed"}},
    // Parentheses within a key do not end it, and those of other clauses do not begin one.
    {"DescBehindParentheses", "CREATE TABLE t (a, b, PRIMARY KEY (a, b), CHECK (a > (1)))",
     "CREATE TABLE t (a CHECK (a IN (1, 2)), b, PRIMARY KEY (a, b COLLATE nocase), CHECK (a > (1)))",
     {"COLLATE in a key of table 't' is new"}},
    {"Match", "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a REFERENCES p MATCH FULL)",
     "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE t (a REFERENCES p MATCH PARTIAL)", {"MATCH of table 't' has changed"}},
    {"AnIgnoredTable", "CREATE TABLE unseen (a UNIQUE ON CONFLICT IGNORE)", "CREATE TABLE unseen (a UNIQUE)", {}},
};

class SqliteLeftOut : public testing::TestWithParam<Case> {};

TEST_P(SqliteLeftOut, IsCompared) {
    EXPECT_EQ(differences(left_out_of(GetParam().before), left_out_of(GetParam().after)), GetParam().wanted);
    EXPECT_EQ(differences(left_out_of(GetParam().after), left_out_of(GetParam().after)), std::vector<std::string>());
}

INSTANTIATE_TEST_SUITE_P(Cases, SqliteLeftOut, testing::ValuesIn(cases), [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace migrations
