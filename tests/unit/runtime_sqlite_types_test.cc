// Changes of a column's type that its values do not follow.

#include <migrations/sqlite3.hpp>

#include "runtime_support.h"

namespace migrations {
namespace {

// Changes the type of the column of a table with these values.
outcome retype(TestConnection& db, const std::string& from, const std::string& to,
               const std::string& values) {
    TestChain chain;
    const std::string start = "CREATE TABLE t (id INTEGER PRIMARY KEY, a ";
    chain.add("1", "", {start + from + ")", "INSERT INTO t (a) VALUES " + values})
        .add("2", "1", {});
    chain[1].up = {TestChain::rebuild("t", start + from + ")", start + to + ")")};
    return upgrade(db.get(), chain.view());
}

TEST_F(RuntimeSqlite, ValuesThatAreNotOfTheNewTypeAreRefused) {
    struct Case {
        std::string from, to, values, message;
    };
    const Case cases[] = {
        {"TEXT", "INTEGER", "('7abc'), ('7'), (NULL), ('')",
         "2 values that are no numbers, such as '7abc', ''"},
        {"TEXT", "REAL", "('1.5'), ('x')", "1 value that is no number, such as 'x'"},
        {"BLOB", "NUMERIC", "(x'00'), (5)", "1 value that is no number, such as X'00'"},
        {"BLOB", "TEXT", "(x'00'), (x'4142'), ('a'), (NULL)",
         "2 values that are no text, such as X'00', X'4142'"},
    };
    for (const Case& each : cases) {
        TestConnection db(":memory:");
        const outcome result = retype(db, each.from, each.to, each.values);
        EXPECT_EQ(result.status, status::refused) << each.values;
        EXPECT_EQ(result.message,
                  "revision '2' could not be applied, step 1: the column 'a' of 't' would have " +
                      each.message);
        EXPECT_EQ(result.help, "say in the revision how the values are converted");
        EXPECT_EQ(db.text("SELECT revision FROM migrations_version"), "1");
    }
}

TEST_F(RuntimeSqlite, ValuesThatFitTheNewTypeAreNot) {
    const std::pair<std::string, std::string> cases[] = {
        {"INTEGER", "('7'), (NULL), ('-3')"},
        {"TIMESTAMP", "('2026-11-22T14:55:00'), (5)"},  // numeric affinity, but text is usual
        {"BLOB", "('7abc'), (x'00')"},
    };
    for (const auto& [type, values] : cases) {
        TestConnection db(":memory:");
        const outcome result = retype(db, "TEXT", type, values);
        EXPECT_EQ(result.status, status::done) << result.message;
    }
}

}  // namespace
}  // namespace migrations
