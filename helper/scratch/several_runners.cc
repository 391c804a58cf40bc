#include "scratch/several_runners.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/names.h"
#include "scratch/look.h"
#include "scratch/upgrade_in_child.h"

namespace migrations {
namespace {

// One runner that nobody disturbs, on a database of its own.
struct Undisturbed {
    outcome result;
    std::size_t statements = 0;
    Schema head;
};

Undisturbed run_undisturbed(Scratch& scratch, const CompiledChain& chain, const Dialect& dialect) {
    Undisturbed run;
    const std::unique_ptr<Connection> database = scratch.database(dialect);
    options how;
    how.on_statement = [&](std::string_view) { ++run.statements; };
    run.result = database->upgrade(chain.chain(), how);
    if (run.result) run.head = look_at(*database, record_tables(chain.chain().version_table)).schema;
    return run;
}

class Report {
public:
    Report(const Graph& graph, const Dialect& dialect, std::string rule) : graph_(graph), dialect_(dialect), rule_(std::move(rule)) {}

    void fail(const std::string& revision, const std::string& message, const std::string& help = {}) {
        const Revision* at = graph_.find(revision);
        if (at == nullptr && !graph_.heads().empty()) at = graph_.heads().front();
        const Location place = at == nullptr ? Location{} : static_cast<Location>(at->origin);
        report.findings.push_back(error_at(place, rule_, std::string(dialect_.name()) + ": " + message, help));
    }
    void fail(const outcome& result, const std::string& who) {
        std::string message = who + " failed: " + result.message;
        if (!result.sql.empty()) message += "; step " + std::to_string(result.statement) + ": " + result.sql;
        fail(result.revision, message, result.help);
    }
    void compare(const Schema& expected, const Schema& found, const std::string& what) {
        const std::vector<std::string> lines = differences(expected, found);
        if (!lines.empty()) fail("", what + ": " + join(lines, "; "));
    }

    TestReport report;

private:
    const Graph& graph_;
    const Dialect& dialect_;
    std::string rule_;
};

// Whether the next runner gets to the heads.
bool goes_on(Connection& database, const CompiledChain& chain, Report& to) {
    options how;
    how.lock_timeout = std::chrono::seconds(60);
    outcome result = database.upgrade(chain.chain(), how);
    if (result.status == status::partially_applied) {
        to.report.log.push_back("the runner asks about a step of " + result.revision + ": " + result.message);
        how.unknown = options::unknown_step::retry;
        result = database.upgrade(chain.chain(), how);
    }
    if (!result) to.fail(result, "the runner behind a killed one");
    return bool(result);
}

}  // namespace

TestReport two_runners(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect) {
    Report to(graph, dialect, "two-runners");
    const Undisturbed alone = run_undisturbed(scratch, chain, dialect);
    if (!alone.result) {
        to.fail(alone.result, "a runner that is alone");
        return to.report;
    }
    const DatabaseUrl shared = scratch.shared_database(dialect);
    UpgradingChild first(scratch, shared, chain.chain());
    UpgradingChild second(scratch, shared, chain.chain());
    for (UpgradingChild* each : {&first, &second}) each->wait_until_ready();
    for (UpgradingChild* each : {&first, &second}) each->start();
    std::size_t applied = 0;
    for (UpgradingChild* each : {&first, &second}) {
        const std::optional<outcome> result = each->wait();
        if (!result) {
            to.fail("", "one of two runners was killed");
        } else if (!*result) {
            to.fail(*result, "one of two runners");
        } else {
            applied += result->applied;
        }
    }
    if (!to.report.passed()) return to.report;
    if (applied != alone.result.applied) {
        to.fail("", "two runners applied " + count_of(applied, "revision") + " of a chain of " + std::to_string(alone.result.applied));
    }
    to.compare(alone.head, look_at(*scratch.open(shared), record_tables(chain.chain().version_table)).schema, "after two runners the schema is not what one makes");
    to.report.log.push_back("two runners at once: " + count_of(applied, "revision") + ", each applied once");
    return to.report;
}

TestReport survives_kills(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
                          const TestSettings& settings) {
    Report to(graph, dialect, "killed");
    const Undisturbed alone = run_undisturbed(scratch, chain, dialect);
    if (!alone.result) {
        to.fail(alone.result, "a runner that nobody kills");
        return to.report;
    }
    std::size_t killed = 0;
    for (int i = 1; i <= settings.kills; ++i) {
        // Each time at another statement of the whole way, from base.
        const std::size_t kill_at = std::max<std::size_t>(1, static_cast<std::size_t>(i) * alone.statements / static_cast<std::size_t>(settings.kills + 1));
        const DatabaseUrl shared = scratch.shared_database(dialect);
        UpgradingChild child(scratch, shared, chain.chain(), kill_at);
        child.start();
        if (const std::optional<outcome> result = child.wait(); !result) {
            ++killed;
        } else if (!*result) {
            to.fail(*result, "a runner that was to be killed");
            return to.report;
        }
        const std::unique_ptr<Connection> database = scratch.open(shared);
        if (!goes_on(*database, chain, to)) return to.report;
        to.compare(alone.head, look_at(*database, record_tables(chain.chain().version_table)).schema,
                   "after a runner that was killed before statement " + std::to_string(kill_at) + " of " + std::to_string(alone.statements) +
                       " the schema is not what one makes");
        if (!to.report.passed()) return to.report;
    }
    to.report.log.push_back("killed " + std::to_string(killed) + (killed == 1 ? " time" : " times") + ", and at the heads after all");
    return to.report;
}

}  // namespace migrations
