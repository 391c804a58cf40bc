#include "scratch/released.h"

#include <set>
#include <utility>

#include "base/names.h"
#include "operations/replay.h"
#include "scratch/survivors.h"
#include "scratch/trip.h"

namespace migrations {
namespace {

// What is left of `first` when the second way follows the first one.
std::map<std::string, SurvivingTable> followed_by(const std::map<std::string, SurvivingTable>& first,
                                                  const std::map<std::string, SurvivingTable>& second) {
    std::map<std::string, SurvivingTable> both;
    for (const auto& [name, table] : first) {
        const auto next = second.find(table.after);
        if (next == second.end()) continue;
        SurvivingTable& left = both[name];
        left.after = next->second.after;
        left.may_grow = table.may_grow || next->second.may_grow;
        for (const auto& [before, between] : table.columns) {
            for (const auto& [from, to] : next->second.columns) {
                if (from == between) left.columns.emplace_back(before, to);
            }
        }
    }
    return both;
}

}  // namespace

TestReport from_released(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
                         const std::string& id, const TestSettings& settings) {
    TestReport report;
    const Revision* released = graph.find(id);
    if (released == nullptr) {
        report.findings.push_back(error_at({}, "released", "there is no revision '" + id + "'",
                                           "build again: the list of tests is older than the chain"));
        return report;
    }
    Trip trip(scratch, graph, chain, dialect, settings, report);
    if (!trip.check_settings()) return report;
    const RevisionList there = graph.ancestors({released});
    if (!trip.start(there)) return report;
    Diagnostics ignored;
    const Schema before = schema_at(graph, {released}, ignored);
    trip.use_rows_of(*released);
    if (!trip.fill(*released, before)) return report;

    std::size_t pending = 0;
    Schema schema = before;
    auto surviving = survivors(before, {}, {});
    const std::set<const Revision*> applied(there.begin(), there.end());
    for (const Revision* each : graph.order()) {
        if (applied.contains(each)) continue;
        ++pending;
        surviving = followed_by(surviving, survivors(schema, each->upgrade, each->lost));
        schema = replay(each->upgrade, std::move(schema), ignored);
    }
    const Contents rows = trip.rows(surviving, false);
    if (!trip.upgrade()) return report;
    const Schema head = trip.read();
    trip.compare_rows(*released, surviving, rows, trip.rows(surviving, true), {true, false, nullptr}, "after the upgrade from '" + id + "' to the head");

    TestReport elsewhere;
    Trip from_base(scratch, graph, chain, dialect, {}, elsewhere);
    if (!from_base.start() || !from_base.upgrade()) {
        report.findings.insert(report.findings.end(), elsewhere.findings.begin(), elsewhere.findings.end());
        return report;
    }
    trip.compare_schema(*released, {}, from_base.read(), head, "upgraded from '" + id + "', compared with the way from base,");
    std::size_t compared = 0;
    for (const auto& [table, found] : rows) compared += found.size();
    trip.log("from " + id + " to the head: " + count_of(pending, "revision") + ", " + count_of(compared, "row") + " compared");
    return report;
}

}  // namespace migrations
