#include "scratch/roundtrip.h"

#include <algorithm>
#include <variant>

#include "base/names.h"
#include "diff/diff.h"
#include "operations/replay.h"
#include "scratch/places.h"
#include "scratch/survivors.h"
#include "scratch/trip.h"

namespace migrations {
namespace {

bool may_change_rows(const Operations& operations) {
    return std::any_of(operations.begin(), operations.end(), [](const Operation& each) {
        return std::holds_alternative<InsertRows>(each.change) || std::holds_alternative<UpdateRows>(each.change) ||
               std::holds_alternative<DeleteRows>(each.change) || std::holds_alternative<Execute>(each.change) ||
               std::holds_alternative<CallFunction>(each.change);
    });
}

// The values that the way up and the way down after it both leave alone: tables and columns of `up`, of which `down`
// starts where `up` ends.
std::map<std::string, SurvivingTable> left_alone(std::map<std::string, SurvivingTable> up,
                                                 const std::map<std::string, SurvivingTable>& down) {
    for (auto table = up.begin(); table != up.end();) {
        const auto back = down.find(table->second.after);
        if (back == down.end() || table->second.may_grow) {
            table = up.erase(table);
            continue;
        }
        std::erase_if(table->second.columns, [&](const auto& column) {
            return std::none_of(back->second.columns.begin(), back->second.columns.end(),
                                [&](const auto& other) { return other.first == column.second; });
        });
        ++table;
    }
    return up;
}

// One revision on its way: what its parents leave, and what it leaves.
class RoundTrip {
public:
    RoundTrip(Trip& trip, const Revision& revision, const Schema& schema)
        : trip_(trip), revision_(revision), schema_before_(schema) {
        Diagnostics ignored;
        schema_after_ = replay(revision.upgrade, schema, ignored);
    }

    bool up() {
        const auto surviving = survivors(schema_before_, revision_.upgrade, revision_.lost);
        before_ = trip_.read();
        orders_before_ = trip_.column_orders();
        const Contents rows = trip_.rows(surviving, false);
        if (!trip_.go(revision_, direction::up)) return false;
        after_ = trip_.read();
        trip_.check_effects(revision_, revision_.upgrade, {schema_before_, before_}, {schema_after_, after_});
        trip_.compare_rows(revision_, surviving, rows, trip_.rows(surviving, true), {true, false, &revision_.upgrade}, "after the upgrade");
        trip_.verify(revision_, "after the upgrade");
        std::size_t compared = 0;
        for (const auto& [table, found] : rows) compared += found.size();
        trip_.log("up: " + count_of(revision_.upgrade.size(), "operation") + ", " + count_of(compared, "row") + " in " +
                  count_of(rows.size(), "table") + " compared");
        return true;
    }

    // Up and down, with nothing in between: rows that the upgrade changes or deletes must come back, and rows that it adds
    // must go. Done apart from down(), on a database of its own, since rows that are filled in after the upgrade look like
    // those that it deleted or added.
    bool restores_rows() {
        Operations there_and_back = revision_.upgrade;
        there_and_back.insert(there_and_back.end(), revision_.downgrade.begin(), revision_.downgrade.end());
        const auto kept = survivors(schema_before_, there_and_back, revision_.lost, Route::there_and_back);
        const Contents rows = trip_.rows(kept, false);
        if (!trip_.go(revision_, direction::up) || !trip_.go(revision_, direction::down)) return false;
        trip_.compare_rows(revision_, kept, rows, trip_.rows(kept, false), {false, false, &revision_.upgrade}, "after upgrade and downgrade");
        return true;
    }

    bool down() {
        if (!trip_.fill(revision_, schema_after_)) return false;
        const auto kept = left_alone(survivors(schema_before_, revision_.upgrade, revision_.lost),
                                     survivors(schema_after_, revision_.downgrade, revision_.lost));
        const Contents rows = trip_.rows(kept, true);
        if (!trip_.go(revision_, direction::down)) return false;
        const Schema restored = trip_.read();
        trip_.compare_orders(revision_, orders_before_, "after upgrade and downgrade");
        Diagnostics ignored;
        const Schema stated = replay(revision_.downgrade, schema_after_, ignored);
        const bool as_stated = trip_.check_effects(revision_, revision_.downgrade, {schema_after_, after_}, {stated, restored});
        trip_.compare_rows(revision_, kept, rows, trip_.rows(kept, false), {false, true, &revision_.downgrade}, "after the downgrade");
        // Where the way down does not do what it says, that is the error, and the rest follows from it.
        const bool is_back =
            as_stated ? trip_.compare_schema(revision_, {&revision_.downgrade, &revision_.upgrade}, before_, restored,
                                             "after upgrade and downgrade")
                      : diff(before_, restored).empty();
        if (is_back) trip_.log("down: the schema is what it was");
        return is_back;
    }

    bool up_again() {
        if (!trip_.go(revision_, direction::up)) return false;
        const bool is_back = trip_.compare_schema(revision_, {&revision_.upgrade}, after_, trip_.read(),
                                                  "after upgrade, downgrade and upgrade");
        trip_.verify(revision_, "after upgrade, downgrade and upgrade");
        if (is_back) trip_.log("up again: the schema is what it was");
        return is_back;
    }

    // Also in the log of an upgrade that cannot be undone: new tables may be left empty.
    bool fill_after() { return trip_.fill(revision_, schema_after_); }

private:
    Trip& trip_;
    const Revision& revision_;
    Schema schema_before_;
    Schema schema_after_;
    Schema before_;  // as the server says
    Schema after_;
    Trip::ColumnOrders orders_before_;
};

}  // namespace

TestReport round_trip(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
                      const std::string& id, const TestSettings& settings) {
    TestReport report;
    const Revision* revision = graph.find(id);
    if (revision == nullptr) {
        report.findings.push_back(error_at({}, "round-trip", "there is no revision " + id,
                                           "build again: the list of tests is older than the chain"));
        return report;
    }
    Trip trip(scratch, graph, chain, dialect, settings, report);
    if (!trip.check_settings()) return report;
    Diagnostics ignored;
    const RevisionList& needs = graph.needs(*revision);
    const Schema before = schema_at(graph, needs, ignored);
    const RevisionList below = graph.ancestors(needs);
    const auto get_there = [&](Trip& way) {
        if (!way.start(below)) return false;
        way.use_rows_of(*revision);
        return way.fill(*revision, before);
    };
    if (!get_there(trip)) return report;
    RoundTrip test(trip, *revision, before);
    const bool irreversible = !revision->irreversible.empty();
    if (!test.up()) return report;
    if (irreversible) {
        trip.log("irreversible: " + revision->irreversible);
        test.fill_after();
        return report;
    }
    if (!test.down()) return report;
    if (may_change_rows(revision->upgrade)) {
        Trip there_and_back(scratch, graph, chain, dialect, settings, report);
        if (!there_and_back.check_settings() || !get_there(there_and_back)) return report;
        if (!RoundTrip(there_and_back, *revision, before).restores_rows() || !report.passed()) return report;
    }
    test.up_again();
    return report;
}

TestReport whole_way(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
                     const TestSettings& settings) {
    TestReport report;
    Trip trip(scratch, graph, chain, dialect, settings, report);
    std::vector<Schema> states;  // as the server said, before each revision on the way up
    Schema schema;
    if (!trip.check_settings() || !trip.start()) return report;
    Diagnostics ignored;
    const auto& order = graph.order();
    for (const Revision* revision : order) {
        if (!trip.fill(*revision, schema)) return report;
        states.push_back(trip.read());
        if (!trip.go(*revision, direction::up)) return report;
        schema = replay(revision->upgrade, std::move(schema), ignored);
        trip.verify(*revision, "on the whole way up");
    }
    const Schema head = trip.read();
    if (!order.empty() && !trip.fill(*order.back(), schema)) return report;
    trip.log("base to head: " + count_of(order.size(), "revision") + " on filled tables");

    std::size_t lowest = order.size();
    while (lowest > 0 && order[lowest - 1]->irreversible.empty()) {
        --lowest;
        if (!trip.go(*order[lowest], direction::down)) return report;
        const Revision& back = *order[lowest];
        // What is lost here is missing everywhere below, too.
        if (!trip.compare_schema(back, {&back.downgrade, &back.upgrade}, states[lowest], trip.read(), "after the downgrade")) return report;
    }
    if (lowest > 0) {
        trip.log("down to " + order[lowest - 1]->id + ", which is irreversible: " + order[lowest - 1]->irreversible);
    } else {
        trip.log("head to base");
    }
    if (!trip.climb({order.begin() + static_cast<std::ptrdiff_t>(lowest), order.end()})) return report;
    if (!order.empty()) {
        // Of which revision this is the fault, is not known.
        if (!trip.compare_schema(*order.back(), {}, head, trip.read(), "at the head again")) return report;
    }
    trip.log("and to the head again");
    return report;
}

TestReport head_equals_models(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
                              const Schema& models, const RenderOptions& options) {
    TestReport report;
    Trip trip(scratch, graph, chain, dialect, {}, report);
    if (!trip.start() || !trip.climb(graph.order())) return report;
    const Schema from_chain = trip.read();
    const Schema from_models = canonical(scratch.as_read_back(dialect, models, options));
    Diagnostics ignored;
    const Schema chain_schema = schema_at(graph, graph.heads(), ignored);
    const Location head = graph.heads().empty() ? Location{} : static_cast<Location>(graph.heads().front()->origin);
    for (const Operation& each : diff(from_chain, from_models)) {
        report.findings.push_back(error_at(place_of(each, {&models, &chain_schema}, head), "database-drift",
                                           std::string(dialect.name()) +
                                               ": the database at the head is not what the models say: " + summary(each)));
    }
    if (report.passed()) trip.log("to the server, the head is what the models say: " + count_of(from_chain.tables.size(), "table"));
    return report;
}

}  // namespace migrations
