#include "scratch/trip.h"

#include <algorithm>

#include "base/names.h"
#include "base/sql_text.h"
#include "diff/diff.h"
#include "operations/replay.h"
#include "revisions/plan.h"
#include "scratch/row_difference.h"

namespace migrations {
namespace {

std::vector<std::string> bookkeeping(const set& chain) {
    const std::string table(chain.version_table);
    const std::string suffix = "_version";
    const bool has = table.size() > suffix.size() && table.compare(table.size() - suffix.size(), suffix.size(), suffix) == 0;
    const std::string prefix = has ? table.substr(0, table.size() - suffix.size()) : table;
    return {table, prefix + "_history", prefix + "_journal"};
}

// The `execute` that may have done this: the first that names its table, else the first of all; a function where there is
// no `execute`.
const Operation& blamed_execute(const Operations& way, const Operation& difference, const Dialect& dialect) {
    const Operation* first = nullptr;
    const std::string table = table_of(difference);
    for (const Operation& each : way) {
        const Execute* execute = std::get_if<Execute>(&each.change);
        const bool call = std::holds_alternative<CallFunction>(each.change);
        if ((call || execute != nullptr) && (first == nullptr || (execute != nullptr && !std::holds_alternative<Execute>(first->change))))
            first = &each;
        if (execute == nullptr) continue;
        const std::vector<std::string> names = identifiers_in(execute->sql.in(dialect.name()));
        const bool in_sql = std::any_of(names.begin(), names.end(),
                                        [&](const std::string& name) { return equals_ignoring_case(name, table); });
        const bool in_effects = execute->effects && std::any_of(execute->effects->begin(), execute->effects->end(),
                                                                [&](const Operation& one) { return table_of(one) == table; });
        if (in_sql || in_effects) return each;
    }
    return *first;
}

}  // namespace

Trip::Trip(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
           const RowSettings& rows, TestReport& report)
    : scratch_(scratch), graph_(graph), chain_(chain), dialect_(dialect), rows_(rows), report_(report), database_(scratch.database(dialect)) {}

bool Trip::check_settings() {
    if (rows_.empty_tables.empty() && rows_.rows_file.empty()) return true;
    Diagnostics ignored;
    Schema schema;
    std::vector<Schema> states;
    for (const Revision* each : graph_.order()) {
        schema = replay(each->upgrade, std::move(schema), ignored);
        states.push_back(schema);
    }
    for (Diagnostic& each : check_row_settings(rows_, states)) report_.findings.push_back(std::move(each));
    return report_.passed();
}

bool Trip::go(const Revision& revision, direction way) {
    const std::vector<move> moves = chain_.moves({{&revision, way}});
    const outcome result = database_->run(chain_.chain(), {moves.data(), moves.size()}, {});
    if (result) return true;
    std::string message =
        std::string("the ") + (way == direction::up ? "upgrade" : "downgrade") + " failed on filled tables: " + result.message;
    if (!result.sql.empty()) message += " (step " + std::to_string(result.statement) + ": " + result.sql + ")";
    fail(revision, message);
    return false;
}

bool Trip::fill(const Revision& revision, const Schema& schema) {
    const RowReport filled = fill_tables(*database_, schema, rows_);
    for (const std::string& problem : filled.refused) fail(revision, problem);
    for (const std::string& problem : filled.failed) {
        fail(revision, problem,
             "write rows of your own: rows_file in [tests] of migrations.toml, or say that the table stays empty: "
             "[tests.rows] TABLE = \"empty\"");
    }
    for (const std::string& table : filled.left_empty) {
        if (left_empty_.insert(table).second) log("table '" + table + "' is left empty, as migrations.toml says");
    }
    return report_.passed();
}

Schema Trip::read() { return canonical(database_->reflect(bookkeeping(chain_.chain()))); }

Contents Trip::rows(const std::map<std::string, SurvivingTable>& surviving, bool after) {
    std::map<std::string, std::vector<std::string>> wanted;
    for (const auto& [before, table] : surviving) {
        std::vector<std::string> columns;
        for (const auto& [old_name, new_name] : table.columns) columns.push_back(after ? new_name : old_name);
        if (!columns.empty()) wanted[after ? table.after : before] = std::move(columns);
    }
    return contents(*database_, wanted);
}

void Trip::compare_schema(const Revision& revision, const Schema& expected, const Schema& found, const std::string& when) {
    const Operations difference = diff(expected, found);
    if (difference.empty()) return;
    std::vector<std::string> lines;
    for (const Operation& each : difference) lines.push_back(summary(each));
    fail(revision, when + " the schema differs: " + join(lines, "; "));
}

Operations Trip::untold(const State& state) {
    RenderOptions options;
    options.sqlite_minimum = chain_.chain().sqlite_minimum;
    return diff(canonical(scratch_.as_read_back(dialect_, state.stated, options)), state.shown);
}

void Trip::check_effects(const Revision& revision, const Operations& way, const State& before, const State& after) {
    const auto raw = [](const Operation& each) {
        return std::holds_alternative<Execute>(each.change) || std::holds_alternative<CallFunction>(each.change);
    };
    if (std::none_of(way.begin(), way.end(), raw)) return;
    const Operations earlier = untold(before);
    std::map<const Operation*, std::vector<std::string>> lines;
    for (const Operation& each : untold(after)) {
        const bool known = std::any_of(earlier.begin(), earlier.end(),
                                       [&](const Operation& other) { return other.change == each.change; });
        if (!known) lines[&blamed_execute(way, each, dialect_)].push_back(summary(each));
    }
    for (const auto& [operation, differences] : lines) {
        if (const auto* call = std::get_if<CallFunction>(&operation->change)) {
            report_.findings.push_back(error_at(
                operation->origin, "effects",
                std::string(dialect_.name()) + ": revision '" + revision.id + "': the function '" + call->function +
                    "' changes the schema: " + join(differences, "; "),
                "write that as operations of the revision"));
            continue;
        }
        report_.findings.push_back(error_at(
            operation->origin, "effects",
            std::string(dialect_.name()) + ": revision '" + revision.id +
                "': the SQL does not do what its effects say; from what they say to what the database shows it is: " +
                join(differences, "; "),
            "correct 'effects' (or the SQL); 'migrations revision --sql' works them out"));
    }
}

void Trip::compare_rows(const Revision& revision, const std::map<std::string, SurvivingTable>& surviving,
                        const Contents& before, const Contents& now, bool after, const std::string& when) {
    for (const auto& [name, table] : surviving) {
        const auto old_rows = before.find(after ? name : table.after);
        const auto new_rows = now.find(after ? table.after : name);
        if (old_rows == before.end() || new_rows == now.end()) continue;
        const std::string difference = row_difference(old_rows->second, new_rows->second, !after || table.may_grow);
        if (difference.empty()) continue;
        fail(revision, when + " table '" + (after ? table.after : name) + "' is not what it was: " + difference,
             "if these values are meant to go, say so in the revision: lost = [\"" + name + "\"] or a column of it");
    }
}

void Trip::fail(const Revision& revision, const std::string& message, const std::string& help) {
    report_.findings.push_back(error_at(revision.origin, "round-trip", std::string(dialect_.name()) + ": " + message, help));
}

void Trip::log(const std::string& line) { report_.log.push_back(line); }

}  // namespace migrations
