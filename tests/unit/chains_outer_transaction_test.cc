#include "chains/outer_transaction.h"
#include "chains_support.h"
#include "dialects/dialects.h"

namespace migrations {
namespace {

// What is left, with the numbers of its lines, or the findings.
std::string unwrapped(const std::string& dialect, const std::string& text) {
    OldScript script = script_of({"a.sql", "a.sql", text, {}});
    Diagnostics findings;
    const std::string taken = drop_outer_transaction(script, *find_dialect(dialect), findings);
    if (!findings.empty()) return to_string(findings);
    std::string lines;
    for (const int each : script.lines) lines += " " + std::to_string(each);
    return (taken.empty() ? "as it is:" : "without " + taken + ":") + lines + "\n" + script.file.text;
}

TEST(OuterTransaction, is_taken_off) {
    EXPECT_EQ(unwrapped("sqlite", "-- a\nBEGIN;\nSELECT 1;\nCOMMIT;\n"), "without its BEGIN and COMMIT: 1 3 5\n-- a\nSELECT 1;\n");
    EXPECT_EQ(unwrapped("sqlite", "BEGIN IMMEDIATE TRANSACTION ; SELECT 1; END"), "without its BEGIN and COMMIT: 1\n                              SELECT 1;    ");
    EXPECT_EQ(unwrapped("sqlite", "PRAGMA foreign_keys=OFF;\nBEGIN;\nSELECT 1;\nCOMMIT;\nPRAGMA foreign_keys=ON;"), "without its BEGIN and COMMIT: 3\nSELECT 1;\n");
    EXPECT_EQ(unwrapped("sqlite", "PRAGMA foreign_keys=OFF;\nSELECT 1;\nPRAGMA foreign_keys=ON"),
              "without its PRAGMA foreign_keys: 2\nSELECT 1;\n");
    EXPECT_EQ(unwrapped("sqlite", "SELECT 1;\nPRAGMA foreign_keys=OFF;\nSELECT 2;"),
              "as it is: 1 2 3\nSELECT 1;\nPRAGMA foreign_keys=OFF;\nSELECT 2;");
    EXPECT_EQ(unwrapped("sqlite", "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;"), "as it is: 1\nCREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END;");
#if MIGRATIONS_POSTGRESQL
    EXPECT_EQ(unwrapped("postgresql", "START TRANSACTION;\nDO $$ BEGIN NULL; END $$;\nEND;"), "without its BEGIN and COMMIT: 2\nDO $$ BEGIN NULL; END $$;\n");
#endif
}

TEST(OuterTransaction, is_the_only_one) {
    const std::string help = "note: import takes off one BEGIN and COMMIT around all of a script; take this out of the file, or make several migrations of it\n";
    EXPECT_EQ(unwrapped("sqlite", "SELECT 1;\nBEGIN;\nSELECT 2;\n  COMMIT;"),
              "a.sql:2:1: error: 'BEGIN' begins or ends a transaction, which only the runner may do [transaction-control]\n" + help +
                  "a.sql:4:3: error: 'COMMIT' begins or ends a transaction, which only the runner may do [transaction-control]\n" + help);
    EXPECT_EQ(unwrapped("sqlite", "BEGIN;\nSAVEPOINT s;\nCOMMIT;"),
              "a.sql:2:1: error: 'SAVEPOINT s' begins or ends a transaction, which only the runner may do [transaction-control]\n" + help);
    EXPECT_EQ(unwrapped("sqlite", "BEGIN;\nSELECT 1;\nROLLBACK;").find("a.sql:1:1: error: 'BEGIN' begins"), 0U);
    EXPECT_EQ(unwrapped("sqlite", "SELEKT 1;"),
              "a.sql:1:1: error: the SQL cannot be read by sqlite: no SQLite statement begins with 'SELEKT'; did you mean 'select'? [sql-syntax]\n");
}

}  // namespace
}  // namespace migrations
