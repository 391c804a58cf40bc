#include <gtest/gtest.h>

#include <random>
#include <variant>

#include "dialects/dialects.h"
#include "dialects/sqlite/declared_types.h"
#include "diff/diff.h"
#include "random_schema.h"
#include "schema/names.h"
#include "schema/text.h"

namespace migrations {
namespace {

// Types that leave their CHECK in the database, by which they can be told.
bool leaves_a_check(const Type& type) {
    return type.verbatim.empty() &&
           (std::holds_alternative<Bool>(type.portable) || std::holds_alternative<String>(type.portable) ||
            std::holds_alternative<Decimal>(type.portable) || std::holds_alternative<Json>(type.portable));
}

TEST(SqliteLift, is_the_way_back_from_normalize) {
    const Dialect& sqlite = sqlite_dialect();
    const unsigned seed = std::random_device{}();
    std::mt19937 random(seed);
    int lifted_checks = 0;
    for (int round = 0; round < 300; ++round) {
        const Schema schema = random_schema(random);
        const Schema reflected = sqlite.normalize(schema);
        Schema lifted = sqlite.lift(reflected);
        for (Table& table : lifted.tables) complete_names(table);
        ASSERT_EQ(print(sqlite.normalize(adopt_names(lifted, reflected))), print(reflected))
            << "seed " << seed << ", round " << round;
        for (const Table& table : schema.tables) {
            for (const Column& column : table.columns) {
                if (!leaves_a_check(column.type)) continue;
                ++lifted_checks;
                EXPECT_EQ(lifted.table(table.name)->column(column.name)->type, column.type)
                    << "seed " << seed << ", round " << round << ", " << table.name << "." << column.name;
            }
        }
    }
    EXPECT_GT(lifted_checks, 100);
}

TEST(SqliteLift, what_declared_types_mean) {
    const auto meaning = [](const char* declared) { return to_string(sqlite::meaning_of(declared)); };
    EXPECT_EQ(meaning("VARCHAR(50)"), "string(50)");
    EXPECT_EQ(meaning("VARCHAR(50) COLLATE NOCASE"), "string(50)");
    EXPECT_EQ(meaning("NATIVE CHARACTER(70)"), "string(70)");
    EXPECT_EQ(meaning("VARCHAR(0)"), "text");
    EXPECT_EQ(meaning("VARCHAR"), "text");
    EXPECT_EQ(meaning("SMALLINT"), "int64");
    EXPECT_EQ(meaning("DECIMAL(10,2)"), "decimal(10,2)");
    EXPECT_EQ(meaning("DECIMAL(10)"), "decimal(10,0)");
    EXPECT_EQ(meaning("DECIMAL(2,10)"), "");
    EXPECT_EQ(meaning("DECIMAL"), "");
    EXPECT_EQ(meaning("DATETIME"), "timestamp");
    EXPECT_EQ(meaning(""), "");
    EXPECT_EQ(meaning("MY TYPE"), "");
    EXPECT_EQ(meaning("("), "");
    EXPECT_EQ(meaning("VARCHAR(99999999999)"), "text");
}

}  // namespace
}  // namespace migrations
