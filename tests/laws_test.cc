// The laws (laws.h) over random schemas and changes, on real databases with rows.
// MIGRATIONS_TEST_SEEDS=N tries N seeds on each database instead of the few that there is time for,
// goes on after a failure, and tells why changes were refused.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <variant>

#include "base/error.h"
#include "base/names.h"
#include "dialects/dialects.h"
#include "diff/diff.h"
#include "laws.h"
#include "operations/fill.h"
#include "random_objects.h"
#include "random_schema.h"
#include "schema/text.h"
#include "scratch/postgresql_server.h"
#include "sql/script.h"

namespace migrations {
namespace {

bool thorough() {
    return std::getenv("MIGRATIONS_TEST_SEEDS") != nullptr;
}

unsigned seeds(unsigned usual) {
    const int number = thorough() ? std::atoi(std::getenv("MIGRATIONS_TEST_SEEDS")) : 0;
    return number > 0 ? static_cast<unsigned>(number) : usual;
}

// What an author would answer: NOT NULL columns get a value in rows that exist.
void answer_fills(Operations& operations, const Schema& after) {
    for (Operation& operation : operations) {
        if (auto* add = std::get_if<AddColumn>(&operation.change)) {
            const Column& column = add->column;
            if (column.null || column.default_value || column.default_expr) continue;
            if (!column.generated && !column.identity) {
                add->fill = neutral_value(column.type, after);
            }
        } else if (auto* alter = std::get_if<AlterColumn>(&operation.change)) {
            const Table* table = after.table(alter->table);
            const Column* column = table == nullptr ? nullptr : table->column(alter->column);
            if (alter->null == false && column != nullptr) {
                alter->fill = neutral_value(column->type, after);
            }
        }
    }
}

SchemaChange random_change(unsigned seed) {
    std::mt19937 random(seed);
    SchemaChange change;
    change.before = random_schema(random);
    Schema after = mutated(change.before, random);
    change.before.objects = random_objects(change.before, random);
    after.objects = random_objects(after, random);
    change.after = adopt_names(after, change.before);
    change.operations = diff(change.before, after);
    answer_fills(change.operations, change.after);
    return change;
}

// What the dialect has no words for: a random schema may ask for what one of them lacks.
Diagnostics not_rendered(const Dialect& dialect, const SchemaChange& change) {
    Diagnostics found;
    dialect.render({}, creation(change.before), change.options, found);
    dialect.render({}, creation(change.after), change.options, found);
    dialect.render(change.before, change.operations, change.options, found);
    Diagnostics ignored;
    const Reverse back = reverse(change.operations, change.before);
    dialect.render(replay(change.operations, change.before, ignored), back.operations,
                   change.options, found);
    return found;
}

void tell(unsigned seed, const std::string& what, const std::string& why) {
    if (thorough() && !why.empty()) {
        std::printf("seed %u: %s: %s\n", seed, what.c_str(), why.c_str());
    }
}

struct Tally {
    unsigned rendered = 0;
    unsigned done = 0;       // up
    unsigned done_back = 0;  // and down
    std::size_t compared = 0;
    unsigned unfilled = 0;
};

// Rows may stand in the way of a random change; nothing else may.
void try_seeds(Scratch& scratch, const Dialect& dialect, unsigned count) {
    Tally tally;
    for (unsigned seed = 1; seed <= count; ++seed) {
        SchemaChange change = random_change(seed);
        change.options.sqlite_minimum = seed % 2 == 0 ? 3035005 : 3040000;
        const Diagnostics missing = not_rendered(dialect, change);
        if (has_errors(missing)) {
            tell(seed, "not rendered", missing.front().message);
            continue;
        }
        ++tally.rendered;
        const TrialResult result = try_change(scratch, dialect, change, {});
        tally.compared += result.compared;
        tally.unfilled += result.unfilled.empty() ? 0 : 1;
        tell(seed, "refused", result.refused);
        tell(seed, "refused back", result.refused_back);
        tell(seed, "not filled", join(result.unfilled, "; "));
        if (result.refused.empty()) ++tally.done;
        if (result.refused.empty() && result.refused_back.empty()) ++tally.done_back;
        if (result.problems.empty()) continue;
        Diagnostics ignored;
        ADD_FAILURE() << "seed " << seed << "\n"
                      << join(result.problems, "\n") << "\n--- before\n"
                      << print(change.before) << "--- script\n"
                      << print(dialect.render(change.before, change.operations, change.options,
                                              ignored));
        if (!thorough()) return;
    }
    std::printf("%s: %u seeds, %u rendered, %u up, %u down, %zu rows compared, %u not filled\n",
                std::string(dialect.name()).c_str(), count, tally.rendered, tally.done,
                tally.done_back, tally.compared, tally.unfilled);
    EXPECT_GT(tally.rendered, count / 2);
    EXPECT_GT(tally.done, count / 3);
    EXPECT_GT(tally.done_back, count / 4);
    EXPECT_GT(tally.compared, count);
}

TEST(Laws, HoldInMemory) {
    for (unsigned seed = 1; seed <= seeds(300); ++seed) {
        const std::vector<std::string> problems = laws_in_memory(random_change(seed));
        ASSERT_TRUE(problems.empty()) << "seed " << seed << "\n" << join(problems, "\n");
    }
}

TEST(Laws, HoldOnSqlite) {
    Scratch scratch;
    try_seeds(scratch, sqlite_dialect(), seeds(60));
}

TEST(Laws, HoldOnPostgresql) {
    if (!MIGRATIONS_POSTGRESQL) GTEST_SKIP() << "this build has no PostgreSQL";
    try {
        PostgresqlServer::find_binaries();
    } catch (const Error& error) {
        GTEST_SKIP() << error.what();
    }
    Scratch scratch;
    try_seeds(scratch, postgresql_dialect(), seeds(12));
}

}  // namespace
}  // namespace migrations
