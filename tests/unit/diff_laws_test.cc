#include <gtest/gtest.h>

#include "diff_support.h"
#include "random_operations.h"
#include "random_objects.h"
#include "random_schema.h"
#include "schema/text.h"

namespace migrations {
namespace {

constexpr unsigned runs = 500;

// Takes a name out of every circle: such hints never settle (diff/renames.h).
void open_circles(std::map<std::string, std::string>& hints) {
    for (auto hint = hints.begin(); hint != hints.end();) {
        auto next = hints.find(hint->second);
        for (std::size_t steps = 0; next != hints.end() && next != hint && steps < hints.size();
             ++steps)
            next = hints.find(next->second);
        hint = next == hint ? hints.erase(hint) : std::next(hint);
    }
}

RenameHints without_circles(RenameHints hints) {
    open_circles(hints.tables);
    open_circles(hints.enums);
    for (auto& [type, values] : hints.enum_values) open_circles(values);
    std::map<std::string, std::map<std::string, std::string>> by_table;
    for (const auto& [key, name] : hints.columns) by_table[key.first][key.second] = name;
    hints.columns.clear();
    for (auto& [table, columns] : by_table) {
        open_circles(columns);
        for (const auto& [old, name] : columns) hints.columns[{table, old}] = name;
    }
    return hints;
}

// Hints of which many hold, some are spent and some make no sense.
RenameHints random_hints(const Schema& from, const Schema& to, std::mt19937& random) {
    RenameHints hints;
    if (from.tables.empty() || to.tables.empty()) return hints;
    for (std::size_t i = random_below(random, 4); i > 0; --i) {
        hints.tables[any_of(random, from.tables).name] = any_of(random, to.tables).name;
    }
    for (std::size_t i = random_below(random, 8); i > 0; --i) {
        const Table& table = any_of(random, to.tables);
        const Table* same = from.table(table.name);
        const Table& old = same != nullptr ? *same : any_of(random, from.tables);
        hints.columns[{table.name, any_of(random, old.columns).name}] =
            any_of(random, table.columns).name;
    }
    if (from.enums.empty() || to.enums.empty()) return without_circles(std::move(hints));
    const EnumType& type = any_of(random, to.enums);
    const EnumType& old = any_of(random, from.enums);
    if (one_in(random, 2)) hints.enums[old.name] = type.name;
    for (std::size_t i = random_below(random, 3); i > 0; --i) {
        hints.enum_values[type.name][any_of(random, old.values)] = any_of(random, type.values);
    }
    return without_circles(std::move(hints));
}

// What somebody would write who made these changes.
RenameHints hints_of(const Operations& operations) {
    RenameHints hints;
    for (const Operation& operation : operations) {
        if (const auto* table = std::get_if<RenameTable>(&operation.change))
            hints.tables[table->from] = table->to;
        if (const auto* type = std::get_if<RenameEnum>(&operation.change))
            hints.enums[type->from] = type->to;
        if (const auto* column = std::get_if<RenameColumn>(&operation.change)) {
            hints.columns[{column->table, column->from}] = column->to;
        }
        if (const auto* type = std::get_if<AlterEnum>(&operation.change)) {
            hints.enum_values[type->type] = type->renamed_values;
        }
    }
    return hints;
}

// As a chain of revisions has it: nobody knows any more which names were chosen.
Schema replayed(Schema schema) {
    for (Table& table : schema.tables) {
        if (table.primary_key) table.primary_key->automatic.value = false;
        for (Unique& each : table.uniques) each.automatic.value = false;
        for (ForeignKey& each : table.foreign_keys) each.automatic.value = false;
        for (Check& each : table.checks) each.automatic.value = false;
        for (Index& each : table.indexes) each.automatic.value = false;
    }
    return schema;
}

Schema shuffled(Schema schema, std::mt19937& random) {
    const auto shuffle = [&](auto& things) { std::shuffle(things.begin(), things.end(), random); };
    shuffle(schema.enums);
    shuffle(schema.tables);
    for (Table& table : schema.tables) {
        shuffle(table.uniques);
        shuffle(table.foreign_keys);
        shuffle(table.checks);
        shuffle(table.indexes);
    }
    return schema;
}

::testing::AssertionResult laws_hold(const Schema& from, const Schema& to, const RenameHints& hints,
                                     std::mt19937& random) {
    const auto broken = [&](const std::string& what) {
        return ::testing::AssertionFailure() << what << "\n--- from\n"
                                             << print(from) << "\n--- to\n"
                                             << print(to);
    };
    const std::string lines = changes(from, to, hints);  // checks most of them
    for (const char* mistake :
         {"cannot be replayed", "leads elsewhere", "does not settle", "names "}) {
        if (lines.rfind(mistake, 0) == 0) return broken(lines);
    }
    if (!diff(to, to, hints).empty()) return broken("a schema differs from itself");
    if (diff(shuffled(from, random), shuffled(to, random), hints) != diff(from, to, hints)) {
        return broken("the order of the input shows");
    }
    if (possible_renames(shuffled(from, random), shuffled(to, random), hints) !=
        possible_renames(from, to, hints)) {
        return broken("the order of the input shows in possible renames");
    }
    return ::testing::AssertionSuccess();
}

TEST(DiffLaws, HoldForMutatedSchemas) {
    for (unsigned seed = 0; seed < runs; ++seed) {
        std::mt19937 random(seed);
        Schema from = random_schema(random);
        Schema to = mutated(from, random);
        from.objects = random_objects(from, random);
        to.objects = random_objects(to, random);
        ASSERT_TRUE(laws_hold(replayed(from), to, {}, random)) << "seed " << seed;
        ASSERT_TRUE(laws_hold(from, to, random_hints(from, to, random), random)) << "seed " << seed;
    }
}

TEST(DiffLaws, HoldForUnrelatedSchemas) {
    for (unsigned seed = 0; seed < runs; ++seed) {
        std::mt19937 random(seed);
        const Schema from = random_schema(random);
        const Schema to = random_schema(random);
        ASSERT_TRUE(laws_hold(replayed(from), to, random_hints(from, to, random), random))
            << "seed " << seed;
    }
}

TEST(DiffLaws, HoldForSchemasAfterRandomOperations) {
    for (unsigned seed = 0; seed < runs; ++seed) {
        std::mt19937 random(seed);
        const Schema from = random_schema(random);
        const Operations operations = random_changes(from, 1 + random_below(random, 8), random);
        Diagnostics diagnostics;
        const Schema to = replay(operations, from, diagnostics);
        ASSERT_TRUE(laws_hold(from, to, hints_of(operations), random)) << "seed " << seed;
        ASSERT_TRUE(laws_hold(from, to, {}, random)) << "seed " << seed;
    }
}

TEST(DiffLaws, ASingleRenameIsFoundAgain) {
    unsigned renames = 0;
    for (unsigned seed = 0; seed < 2 * runs; ++seed) {
        std::mt19937 random(seed);
        const Schema from = random_schema(random);
        const Operations operations = random_changes(from, 1, random);
        if (operations.size() != 1) continue;
        const std::string name = name_of(operations[0]);
        if (name.rfind("rename_", 0) != 0) continue;
        Diagnostics diagnostics;
        const Schema to = replay(operations, from, diagnostics);
        if (canonical(to) == canonical(from)) continue;
        EXPECT_EQ(diff(from, to, hints_of(operations)), operations) << "seed " << seed;
        ++renames;
    }
    EXPECT_GT(renames, 50u);
}

}  // namespace
}  // namespace migrations
