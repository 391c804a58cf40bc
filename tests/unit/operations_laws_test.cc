#include <set>

#include "operations/kept_parts.h"
#include "operations_support.h"
#include "random_operations.h"
#include "random_schema.h"
#include "schema/validate.h"

namespace migrations {
namespace {

constexpr unsigned runs = 300;

std::string text_of(const Operations& operations) {
    std::string text;
    for (const Operation& each : operations) text += summary(each) + "\n";
    return text + canonical_text(operations);
}

TEST(OperationsLaws, RandomSchemasAreValidAndVaried) {
    std::set<std::string> seen;
    for (unsigned seed = 0; seed < runs; ++seed) {
        std::mt19937 random(seed);
        const Schema schema = random_schema(random);
        EXPECT_EQ(to_string(validate(schema)), "") << "seed " << seed;
        const Schema other = mutated(schema, random);
        EXPECT_EQ(to_string(validate(other)), "") << "seed " << seed;
        EXPECT_NE(canonical(other), canonical(schema)) << "seed " << seed;
        seen.insert(print(schema));
    }
    EXPECT_GT(seen.size(), runs * 9 / 10);
}

TEST(OperationsLaws, ParseOfPrintedTableIsTheTable) {
    for (unsigned seed = 0; seed < runs; ++seed) {
        std::mt19937 random(seed);
        const Schema schema = random_schema(random);
        Diagnostics diagnostics;
        for (const Table& table : schema.tables) {
            EXPECT_EQ(parse_table(print(table), diagnostics), table) << "seed " << seed;
            const std::string lines = toml_lines(print(table));
            EXPECT_EQ(parse_table(document(lines), diagnostics), table) << "seed " << seed << "\n"
                                                                        << lines;
        }
        for (const EnumType& type : schema.enums) {
            EXPECT_EQ(parse_enum(document(toml_lines(print(type))), diagnostics), type);
        }
        ASSERT_EQ(to_string(diagnostics), "") << "seed " << seed;
    }
}

TEST(OperationsLaws, ParseOfPrintedOperationIsTheOperation) {
    std::set<std::string> kinds;
    for (unsigned seed = 0; seed < runs; ++seed) {
        std::mt19937 random(seed);
        const Schema schema = random_schema(random);
        for (int i = 0; i < 20; ++i) {
            const Operation operation = random_operation(schema, random);
            kinds.insert(name_of(operation));
            const std::string lines = print_lines(operation);
            Diagnostics diagnostics;
            const auto again = parse_operation(document(lines), diagnostics);
            ASSERT_EQ(to_string(diagnostics), "") << "seed " << seed << "\n" << lines;
            ASSERT_TRUE(again) << "seed " << seed << "\n" << lines;
            EXPECT_EQ(*again, operation) << "seed " << seed << "\n" << lines;
            EXPECT_EQ(canonical_text({*again}), canonical_text({operation})) << "seed " << seed;
            EXPECT_EQ(again->origin.path, "test.toml");
        }
    }
    EXPECT_EQ(kinds.size(), operation_names().size());
}

TEST(OperationsLaws, CanonicalTextIsOneLineForEachOperation) {
    for (unsigned seed = 0; seed < runs; ++seed) {
        std::mt19937 random(seed);
        const Schema schema = random_schema(random);
        const Operation operation = random_operation(schema, random);
        const std::string text = canonical_text({operation, operation});
        EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2) << "seed " << seed << "\n" << text;
    }
}

TEST(OperationsLaws, ReverseLeadsBack) {
    std::set<std::string> kinds;
    for (unsigned seed = 0; seed < 2 * runs; ++seed) {
        std::mt19937 random(seed);
        const Schema before = random_schema(random);
        const Operations operations = random_changes(before, 1 + random_below(random, 8), random);
        for (const Operation& each : operations) kinds.insert(name_of(each));
        Diagnostics diagnostics;
        const Schema after = replay(operations, before, diagnostics);
        const Reverse back = reverse(operations, before);
        const Schema again = replay(back.operations, after, diagnostics);
        ASSERT_EQ(to_string(diagnostics), "") << "seed " << seed << "\n"
                                              << text_of(operations) << "back:\n"
                                              << text_of(back.operations) << "before:\n"
                                              << print(before);
        ASSERT_EQ(canonical(again), canonical(before)) << "seed " << seed << "\n"
                                                       << text_of(operations) << "back:\n"
                                                       << text_of(back.operations) << "before:\n"
                                                       << print(before) << "again:\n"
                                                       << print(again);
        EXPECT_TRUE(back.irreversible.empty());
        for (const auto& [index, lost] : back.lost) EXPECT_LT(index, back.operations.size());
    }
    EXPECT_EQ(kinds.size(), operation_names().size() - 5);  // all but those on rows and raw SQL
}

// Whatever the operations are, also when some do not fit; tables in the order in which they were.
TEST(OperationsLaws, KeptPartsArePutBack) {
    for (unsigned seed = 0; seed < 2 * runs; ++seed) {
        std::mt19937 random(seed);
        const Schema before = random_schema(random);
        Operations operations = random_changes(before, random_below(random, 8), random);
        if (seed % 3 == 0) operations.push_back(random_operation(before, random));
        if (seed % 5 == 0) operations = {{Execute{{}, {}, operations}, {}}};
        Schema schema = before;
        KeptParts kept(schema, operations);
        Diagnostics problems;
        schema = replay(operations, std::move(schema), problems);
        std::move(kept).put_back(schema);
        ASSERT_EQ(schema, before) << "seed " << seed << "\n" << text_of(operations) << print(before);
    }
}

// A problem leaves the schema as it was.
TEST(OperationsLaws, WhatDoesNotFitChangesNothing) {
    std::size_t problems = 0;
    for (unsigned seed = 0; seed < runs; ++seed) {
        std::mt19937 random(seed);
        const Schema before = random_schema(random);
        for (int i = 0; i < 10; ++i) {
            const Operation operation = random_operation(before, random);
            Schema schema = before;
            if (replay(operation, schema).empty()) continue;
            ++problems;
            EXPECT_EQ(schema, before) << "seed " << seed << "\n" << text_of({operation});
        }
    }
    EXPECT_GT(problems, runs);
}

// Columns that come back NOT NULL say what the rows get.
TEST(OperationsLaws, ReverseFillsWhatMustNotBeNull) {
    for (unsigned seed = 0; seed < runs; ++seed) {
        std::mt19937 random(seed);
        const Schema before = random_schema(random);
        const Operations operations = random_changes(before, 6, random);
        for (const Operation& each : reverse(operations, before).operations) {
            const auto* add = std::get_if<AddColumn>(&each.change);
            if (!add) continue;
            const Column& column = add->column;
            const bool needs_none = column.null || column.default_value || column.default_expr ||
                                    column.generated || column.identity;
            EXPECT_TRUE(needs_none || add->fill || add->fill_expr)
                << "seed " << seed << " " << summary(each);
        }
    }
}

}  // namespace
}  // namespace migrations
