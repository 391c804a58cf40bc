#include "scratch/roundtrip.h"

#include <algorithm>
#include <set>

#include "base/names.h"
#include "diff/diff.h"
#include "operations/replay.h"
#include "revisions/plan.h"
#include "scratch/survivors.h"

namespace migrations {
namespace {

std::vector<std::string> bookkeeping(const set& chain) {
    const std::string table(chain.version_table);
    const std::string suffix = "_version";
    const bool has = table.size() > suffix.size() && table.compare(table.size() - suffix.size(), suffix.size(), suffix) == 0;
    const std::string prefix = has ? table.substr(0, table.size() - suffix.size()) : table;
    return {table, prefix + "_history", prefix + "_journal"};
}

// One test on one scratch database: goes steps, fills tables, compares, and writes down what it finds.
class Trip {
public:
    Trip(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
         const RowSettings& rows, TestReport& report)
        : graph_(graph), chain_(chain), dialect_(dialect), rows_(rows), report_(report), database_(scratch.database(dialect)) {}

    // False, with a finding, when the step fails.
    bool go(const Revision& revision, direction way) {
        const std::vector<move> moves = chain_.moves({{&revision, way}});
        const outcome result = database_->run(chain_.chain(), {moves.data(), moves.size()}, {});
        if (result) return true;
        std::string message = std::string(dialect_.name()) + ": the " + (way == direction::up ? "upgrade" : "downgrade") +
                              " failed on filled tables: " + result.message;
        if (!result.sql.empty()) message += " (step " + std::to_string(result.statement) + ": " + result.sql + ")";
        fail(revision, message);
        return false;
    }

    void fill(const Revision& revision, const Schema& schema) {
        const RowReport filled = fill_tables(*database_, schema, rows_);
        for (const std::string& problem : filled.failed) {
            fail(revision, std::string(dialect_.name()) + ": " + problem,
                 "write rows of your own: rows_file in [tests] of migrations.toml, or say that the table stays empty: "
                 "[tests.rows] TABLE = \"empty\"");
        }
        for (const std::string& table : filled.left_empty) empty_.insert(table);
    }

    Schema read() { return canonical(database_->reflect(bookkeeping(chain_.chain()))); }

    // Rows of the columns that a comparison looks at; the names are those on the asked side.
    Contents rows(const std::map<std::string, SurvivingTable>& surviving, bool after) {
        std::map<std::string, std::vector<std::string>> wanted;
        for (const auto& [before, table] : surviving) {
            std::vector<std::string> columns;
            for (const auto& [old_name, new_name] : table.columns) columns.push_back(after ? new_name : old_name);
            if (!columns.empty()) wanted[after ? table.after : before] = std::move(columns);
        }
        return contents(*database_, wanted);
    }

    void compare_schema(const Revision& revision, const Schema& expected, const Schema& found, const std::string& when) {
        const Operations difference = diff(expected, found);
        if (difference.empty()) return;
        std::vector<std::string> lines;
        for (const Operation& each : difference) lines.push_back(summary(each));
        fail(revision, std::string(dialect_.name()) + ": " + when + " the schema differs: " + join(lines, "; "));
    }

    void fail(const Revision& revision, const std::string& message, const std::string& help = {}) {
        report_.findings.push_back(error_at(revision.origin, "round-trip", message, help));
    }

    void log(const std::string& line) { report_.log.push_back(line); }
    const std::set<std::string>& left_empty() const { return empty_; }

private:
    const Graph& graph_;
    const CompiledChain& chain_;
    const Dialect& dialect_;
    const RowSettings& rows_;
    TestReport& report_;
    std::unique_ptr<Connection> database_;
    std::set<std::string> empty_;
};

// The first difference between the rows of a table before and after, as a sentence; "" when there is none.
std::string row_difference(std::vector<Cells> before, std::vector<Cells> after, bool may_grow) {
    std::vector<Cells> missing;
    std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(missing));
    const auto shown = [](const Cells& row) {
        std::vector<std::string> cells;
        for (const auto& cell : row) cells.push_back(cell ? *cell : "NULL");
        return "(" + join(cells, ", ") + ")";
    };
    if (!missing.empty()) return count_of(missing.size(), "row") + " lost or changed, first " + shown(missing.front());
    if (!may_grow && before.size() != after.size()) {
        return "it has " + count_of(after.size(), "row") + " and had " + std::to_string(before.size());
    }
    return "";
}

void compare_rows(Trip& trip, const Revision& revision, std::string_view dialect, const std::string& when,
                  const std::map<std::string, SurvivingTable>& surviving, const Contents& before, const Contents& after,
                  bool names_after) {
    for (const auto& [name, table] : surviving) {
        const std::string& now = names_after ? table.after : name;
        const auto old_rows = before.find(name);
        const auto new_rows = after.find(now);
        if (old_rows == before.end() || new_rows == after.end()) continue;
        const std::string difference = row_difference(old_rows->second, new_rows->second, names_after && table.may_grow);
        if (difference.empty()) continue;
        trip.fail(revision, std::string(dialect) + ": " + when + " table '" + now + "' is not what it was: " + difference,
                  "if these values are meant to go, say so in the revision: lost = [\"" + name + "\"] or a column of it");
    }
}

std::vector<const Revision*> parents_of(const Graph& graph, const Revision& revision) {
    std::vector<const Revision*> parents;
    for (const std::string& parent : revision.parents) parents.push_back(graph.find(parent));
    return parents;
}

}  // namespace

TestReport round_trip(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
                      const std::string& id, const RowSettings& rows) {
    TestReport report;
    const Revision* revision = graph.find(id);
    if (revision == nullptr) {
        report.findings.push_back(error_at({}, "round-trip", "there is no revision " + id,
                                           "build again: the list of tests is older than the chain"));
        return report;
    }
    Trip trip(scratch, graph, chain, dialect, rows, report);
    Diagnostics ignored;
    const Schema before_schema = schema_at(graph, parents_of(graph, *revision), ignored);
    for (const Revision* each : graph.ancestors(parents_of(graph, *revision))) {
        if (!trip.go(*each, direction::up)) return report;
    }
    trip.fill(*revision, before_schema);
    if (has_errors(report.findings)) return report;

    const auto surviving = survivors(before_schema, revision->upgrade, revision->lost);
    const Schema before = trip.read();
    const Contents rows_before = trip.rows(surviving, false);
    if (!trip.go(*revision, direction::up)) return report;
    const Schema after = trip.read();
    compare_rows(trip, *revision, dialect.name(), "after the upgrade", surviving, rows_before, trip.rows(surviving, true), true);
    std::size_t compared = 0;
    for (const auto& [table, found] : rows_before) compared += found.size();
    trip.log("up: " + count_of(revision->upgrade.size(), "operation") + ", " + count_of(compared, "row") + " in " +
             count_of(rows_before.size(), "table") + " compared");
    for (const std::string& table : trip.left_empty()) trip.log("table '" + table + "' is left empty, as migrations.toml says");
    if (!revision->irreversible.empty()) {
        trip.log("irreversible: " + revision->irreversible);
        return report;
    }

    Schema after_schema = replay(revision->upgrade, before_schema, ignored);
    trip.fill(*revision, after_schema);
    if (has_errors(report.findings)) return report;
    // Rows that the way up leaves alone may be changed on the way down.
    auto kept = surviving;
    const auto back = survivors(after_schema, revision->downgrade, revision->lost);
    for (auto table = kept.begin(); table != kept.end();) {
        const auto down = back.find(table->second.after);
        if (down == back.end()) {
            table = kept.erase(table);
            continue;
        }
        std::erase_if(table->second.columns, [&](const auto& column) {
            return std::none_of(down->second.columns.begin(), down->second.columns.end(),
                                [&](const auto& other) { return other.first == column.second; });
        });
        ++table;
    }
    const Contents kept_before = trip.rows(kept, true);
    if (!trip.go(*revision, direction::down)) return report;
    trip.compare_schema(*revision, before, trip.read(), "after upgrade and downgrade");
    // What fill() and insert_rows added to a table meanwhile is there too; what was there before must not be gone.
    const Contents down_rows = trip.rows(kept, false);
    for (const auto& [name, table] : kept) {
        const auto old_rows = kept_before.find(table.after);
        const auto new_rows = down_rows.find(name);
        if (old_rows == kept_before.end() || new_rows == down_rows.end()) continue;
        const std::string difference = row_difference(old_rows->second, new_rows->second, true);
        if (difference.empty() || table.may_grow) continue;
        trip.fail(*revision, std::string(dialect.name()) + ": after the downgrade table '" + name +
                                 "' is not what it was: " + difference,
                  "if these values are meant to go, say so in the revision: lost = [\"" + name + "\"] or a column of it");
    }
    trip.log("down: the schema is what it was");
    if (!trip.go(*revision, direction::up)) return report;
    trip.compare_schema(*revision, after, trip.read(), "after upgrade, downgrade and upgrade");
    trip.log("up again: the schema is what it was");
    return report;
}

TestReport whole_way(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
                     const RowSettings& rows) {
    TestReport report;
    Trip trip(scratch, graph, chain, dialect, rows, report);
    std::vector<Schema> states;  // as the server said, before each revision on the way up
    Schema schema;
    Diagnostics ignored;
    const auto& order = graph.order();
    for (const Revision* revision : order) {
        trip.fill(*revision, schema);
        if (has_errors(report.findings)) return report;
        states.push_back(trip.read());
        if (!trip.go(*revision, direction::up)) return report;
        schema = replay(revision->upgrade, std::move(schema), ignored);
    }
    const Schema head = trip.read();
    if (!order.empty()) trip.fill(*order.back(), schema);
    trip.log("base to head: " + count_of(order.size(), "revision") + " on filled tables");

    std::size_t lowest = order.size();
    while (lowest > 0 && order[lowest - 1]->irreversible.empty()) {
        --lowest;
        if (!trip.go(*order[lowest], direction::down)) return report;
        trip.compare_schema(*order[lowest], states[lowest], trip.read(), "after the downgrade");
    }
    if (lowest > 0) {
        trip.log("down to " + order[lowest - 1]->id + ", which is irreversible: " + order[lowest - 1]->irreversible);
    } else {
        trip.log("head to base");
    }
    for (std::size_t i = lowest; i < order.size(); ++i) {
        if (!trip.go(*order[i], direction::up)) return report;
    }
    if (!order.empty()) trip.compare_schema(*order.back(), head, trip.read(), "at the head again");
    trip.log("and to the head again");
    return report;
}

TestReport head_equals_models(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
                              const Schema& models, const RenderOptions& options) {
    TestReport report;
    Trip trip(scratch, graph, chain, dialect, {}, report);
    for (const Revision* revision : graph.order()) {
        if (!trip.go(*revision, direction::up)) return report;
    }
    const Schema from_chain = trip.read();
    const Schema from_models = canonical(scratch.as_read_back(dialect, models, options));
    for (const Operation& each : diff(from_chain, from_models)) {
        const Location place = graph.heads().empty() ? Location{} : static_cast<Location>(graph.heads().front()->origin);
        report.findings.push_back(error_at(place, "database-drift",
                                           std::string(dialect.name()) +
                                               ": the database at the head is not what the models say: " + summary(each)));
    }
    if (report.passed()) trip.log(count_of(from_chain.tables.size(), "table") + " are to the server what the models say");
    return report;
}

}  // namespace migrations
