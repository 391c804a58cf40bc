// Laws over random schemas and operations.
#include <random>

#include "postgresql_dialect_support.h"
#include "random_operations.h"
#include "random_schema.h"

namespace migrations {
namespace {

// What is a mistake in PostgreSQL alone is left out by the caller; anything else is a failure.
bool is_refused(const Schema& before, const Operations& operations) {
    Diagnostics diagnostics;
    postgresql_dialect().render(before, operations, {}, diagnostics);
    return has_errors(diagnostics);
}

// The tables are empty, and these are any text.
Operations without_own_expressions(Operations operations) {
    for (Operation& operation : operations) {
        if (auto* change = std::get_if<AddColumn>(&operation.change)) change->fill_expr.reset();
        if (auto* change = std::get_if<AlterColumn>(&operation.change)) {
            change->fill_expr.reset();
            change->using_expr.reset();
        }
    }
    return operations;
}

TEST(PostgresqlLaws, WhatIsMadeIsShownAsNormalized) {
    int refused = 0;
    for (unsigned seed = 1; seed <= 60; ++seed) {
        std::mt19937 random(seed);
        const Schema schema = random_schema(random);
        if (is_refused({}, creation(schema))) {
            ++refused;
            continue;
        }
        Postgres on;
        const Script script = rendered({}, creation(schema));
        ASSERT_EQ(on.run(script), "") << "seed " << seed << "\n" << print(script);
        ASSERT_EQ(differences(print(blanked(on.reflected())),
                              print(blanked(postgresql_dialect().normalize(schema)))),
                  "")
            << "seed " << seed << "\n"
            << print(script);
    }
    EXPECT_LT(refused, 10);
}

TEST(PostgresqlLaws, ChangesLeadToWhatIsMadeAtOnce) {
    int refused = 0;
    for (unsigned seed = 1; seed <= 120; ++seed) {
        std::mt19937 random(seed);
        const Schema before = random_schema(random);
        const Operations operations = without_own_expressions(random_changes(before, 6, random));
        const Schema after = replayed(operations, before);
        if (is_refused({}, creation(before)) || is_refused(before, operations) ||
            is_refused({}, creation(after))) {
            ++refused;
            continue;
        }
        // A random CHECK may compare what the server cannot compare, however the schema is made.
        if (!Postgres().run(rendered({}, creation(after))).empty()) {
            ++refused;
            continue;
        }
        Postgres on;
        on.must_run(rendered({}, creation(before)));
        const Script script = rendered(before, operations);
        const std::string about = "seed " + std::to_string(seed) + "\n" + print(script);
        ASSERT_EQ(on.run(script), "") << about;
        expect_made_as(on, after, about);
        if (HasFailure()) return;
    }
    EXPECT_LT(refused, 30);
}

}  // namespace
}  // namespace migrations
