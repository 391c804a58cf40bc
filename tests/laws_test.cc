// The laws (laws.h) over random schemas and changes, on real databases with rows.
// MIGRATIONS_TEST_SEEDS=N tries N seeds on each database instead of the few that there is time for,
// goes on after a failure, and tells why changes were refused.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "base/error.h"
#include "base/names.h"
#include "dialects/dialects.h"
#include "example.h"
#include "laws.h"
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

SchemaChange random_change(unsigned seed) {
    return change_of(random_example(seed, nullptr));
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
        const SchemaChange change = random_change(seed);
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
