// Fewer operations with the same result.
#include "diff/condense.h"

#include <gtest/gtest.h>

#include "diff_support.h"
#include "operations/replay.h"
#include "operations/text.h"
#include "random_schema.h"
#include "schema/text.h"

namespace migrations {
namespace {

Schema replayed(const Operations& operations, const Schema& before) {
    Diagnostics problems;
    Schema after = replay(operations, before, problems);
    EXPECT_TRUE(problems.empty()) << to_string(problems);
    return after;
}

Column text_column(const std::string& name) {
    return Col(name, "text").nullable();
}

Operation create(const std::string& name) {
    Table table;
    table.name = name;
    table.columns = {text_column("a")};
    return CreateTable{table};
}
Operation add(const std::string& table, const std::string& column) {
    AddColumn add;
    add.table = table;
    add.column = text_column(column);
    return add;
}

TEST(Condense, a_new_table_is_made_as_it_ends) {
    const Operations operations = {create("t"), add("t", "b"), RenameColumn{"t", "b", "c"}, create("gone"), DropTable{"gone"},
                                   RenameTable{"t", "u"}};
    const Operations made = condensed(operations, {});
    ASSERT_EQ(made.size(), 1U);
    EXPECT_EQ(summary(made[0]), "create table u (2 columns)");
    EXPECT_EQ(print(canonical(replayed(made, {}))), print(canonical(replayed(operations, {}))));
}

TEST(Condense, rows_stay_between_what_was_before_and_behind_them) {
    const InsertRows rows{"t", {{{"a", Value("x")}}}};
    const Operations operations = {create("t"), add("t", "b"), rows, add("t", "c"), DropColumn{"t", "b"}};
    const Operations made = condensed(operations, {});
    ASSERT_EQ(made.size(), 4U);
    EXPECT_EQ(summary(made[0]), "create table t (2 columns)");
    EXPECT_EQ(made[1].change, Change(rows));
    // The rows may have something in b: what is dropped is dropped where it was.
    EXPECT_EQ(made[2], operations[3]);
    EXPECT_EQ(made[3], operations[4]);
}

TEST(Condense, what_rows_go_through_stays) {
    const Schema before = replayed({create("t")}, {});
    AddColumn filled;
    filled.table = "t";
    filled.column = text_column("b");
    filled.fill = Value("?x");
    for (const Operations& operations :
         {Operations{filled, create("n"), add("n", "b")}, Operations{RenameColumn{"t", "a", "b"}, RenameColumn{"t", "b", "a"}},
          Operations{RenameTable{"t", "u"}, RenameTable{"u", "t"}}, Operations{DropColumn{"t", "a"}, add("t", "a")},
          Operations{DropTable{"t"}, create("t")}}) {
        EXPECT_EQ(condensed(operations, before), operations);
    }
    EXPECT_EQ(condensed({add("t", "b"), create("n"), add("n", "b")}, before).size(), 2U);
    EXPECT_TRUE(condensed({}, before).empty());
}

TEST(Condense, random_chains_end_the_same) {
    for (unsigned seed = 1; seed <= 300; ++seed) {
        std::mt19937 random(seed);
        const Schema before = seed % 3 == 0 ? Schema() : random_schema(random);
        Schema now = before;
        Operations all;
        for (int step = 0; step < 3; ++step) {
            const Schema next = step == 0 && seed % 3 == 0 ? random_schema(random) : mutated(now, random);
            const Operations more = diff(now, next);
            now = replayed(more, now);
            all.insert(all.end(), more.begin(), more.end());
        }
        const Operations made = condensed(all, before);
        EXPECT_LE(made.size(), all.size()) << "seed " << seed;
        EXPECT_EQ(print(canonical(replayed(made, before))), print(canonical(now))) << "seed " << seed;
    }
}

}  // namespace
}  // namespace migrations
