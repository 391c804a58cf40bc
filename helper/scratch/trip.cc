#include "scratch/trip.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include "base/names.h"
#include "diff/diff.h"
#include "operations/replay.h"
#include "revisions/plan.h"
#include "scratch/blame.h"
#include "scratch/checkpoints.h"
#include "scratch/row_difference.h"

namespace migrations {

Trip::Trip(Scratch& scratch, const Graph& graph, const CompiledChain& chain, const Dialect& dialect,
           const TestSettings& settings, TestReport& report)
    : scratch_(scratch),
      graph_(graph),
      chain_(chain),
      dialect_(dialect),
      settings_(settings),
      rows_(settings.rows),
      report_(report) {}

bool Trip::check_settings() {
    if (settings_.folder_place.line > 0 && !std::filesystem::is_directory(settings_.folder)) {
        report_.findings.push_back(error_at(settings_.folder_place, "settings", "there is no folder '" + settings_.folder + "' with files for the tests of single revisions"));
    }
    files_ = read_test_files(settings_.folder, graph_, dialect_, report_.findings);
    for (const ReleasedRevision& each : settings_.released) {
        if (graph_.find(each.id) != nullptr) continue;
        report_.findings.push_back(error_at(each.location, "settings", "there is no revision '" + each.id + "', which is said to be released",
                                            did_you_mean(each.id, ids_in(graph_.order()))));
    }
    if (rows_.empty_tables.empty() && rows_.rows_file.empty()) return report_.passed();
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

void Trip::fail_step(const outcome& result, direction way) {
    const Revision* revision = graph_.find(result.revision);
    const std::string word = way == direction::up ? "upgrade" : "downgrade";
    Location place;
    std::vector<std::string> notes;
    if (revision != nullptr) {
        place = revision->origin;
        const Script& script = way == direction::up ? chain_.up(revision->id) : chain_.down(revision->id);
        const Operations& operations = way == direction::up ? revision->upgrade : revision->downgrade;
        if (result.statement > 0 && result.statement <= script.steps.size()) {
            const std::size_t caused_by = script.steps[result.statement - 1].operation;
            if (caused_by < operations.size() && operations[caused_by].origin.line > 0) place = operations[caused_by].origin;
            // Of raw SQL the statement says it all.
            if (caused_by < operations.size() && !std::holds_alternative<Execute>(operations[caused_by].change))
                notes.push_back("operation: " + summary(operations[caused_by]));
        }
    }
    if (!result.sql.empty()) notes.push_back("statement: " + result.sql);
    if (!result.help.empty()) notes.push_back(result.help);
    report_.findings.push_back(error_at(place, "round-trip",
                                        std::string(dialect_.name()) + ": the " + word + " failed on filled tables: " + result.message,
                                        join(notes, "\n")));
}

bool Trip::start(const RevisionList& revisions) {
    Checkpoints checkpoints(scratch_, chain_, dialect_, revisions);
    Checkpoints::Start start = checkpoints.start();
    database_ = std::move(start.database);
    for (std::size_t applied = start.applied; applied < revisions.size();) {
        const std::size_t next = checkpoints.next(applied);
        if (!climb({revisions.begin() + static_cast<std::ptrdiff_t>(applied), revisions.begin() + static_cast<std::ptrdiff_t>(next)})) return false;
        checkpoints.keep(database_, next);
        applied = next;
    }
    return true;
}

bool Trip::go(const Revision& revision, direction way) {
    const std::vector<move> moves = chain_.moves({{&revision, way}});
    const auto start = std::chrono::steady_clock::now();
    outcome result = database_->run(chain_.chain(), {moves.data(), moves.size()}, {});
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    if (!result) {
        if (result.revision.empty()) result.revision = revision.id;
        fail_step(result, way);
        return false;
    }
    report_.measured.push_back({(way == direction::up ? "upgrade " : "downgrade ") + revision.id, took.count()});
    return true;
}

bool Trip::climb(const RevisionList& revisions) {
    std::vector<PlannedStep> plan;
    for (const Revision* each : revisions) plan.push_back({each, direction::up});
    const std::vector<move> moves = chain_.moves(plan);
    const outcome result = database_->run(chain_.chain(), {moves.data(), moves.size()}, {});
    if (!result) fail_step(result, direction::up);
    return bool(result);
}

bool Trip::upgrade() {
    const outcome result = database_->upgrade(chain_.chain(), {});
    if (!result) fail_step(result, direction::up);
    return bool(result);
}

void Trip::use_rows_of(const Revision& revision) {
    const auto own = files_.find(revision.id);
    rows_.rows_file = own != files_.end() && !own->second.rows.empty() ? own->second.rows : settings_.rows.rows_file;
}

void Trip::verify(const Revision& revision, const std::string& when) {
    const auto own = files_.find(revision.id);
    if (own == files_.end()) return;
    migrations::verify(*database_, dialect_, own->second.queries, when, report_.findings);
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

Schema Trip::read() {
    Schema shown = database_->reflect(record_tables(chain_.chain().version_table));
    orders_.clear();
    for (const Table& table : shown.tables) {
        std::vector<std::string>& names = orders_[table.name];
        for (const Column& column : table.columns) names.push_back(column.name);
    }
    return canonical(std::move(shown));
}

Contents Trip::rows(const std::map<std::string, SurvivingTable>& surviving, bool after) {
    std::map<std::string, std::vector<std::string>> wanted;
    for (const auto& [before, table] : surviving) {
        std::vector<std::string> columns;
        for (const auto& [old_name, new_name] : table.columns) columns.push_back(after ? new_name : old_name);
        if (!columns.empty()) wanted[after ? table.after : before] = std::move(columns);
    }
    return contents(*database_, wanted);
}

bool Trip::compare_schema(const Revision& revision, const Ways& ways, const Schema& expected, const Schema& found,
                          const std::string& when) {
    // What differs, and what would mend it, by the operation to which it belongs.
    struct Group {
        const Operation* blamed;
        std::vector<std::string> differences;
        std::vector<std::string> missing;
    };
    std::vector<Group> groups;
    const auto group_of = [&](const Operation& difference) -> Group& {
        const Operation* blamed = blamed_operation(ways, difference);
        for (Group& each : groups) {
            if (each.blamed == blamed) return each;
        }
        return groups.emplace_back(Group{blamed, {}, {}});
    };
    for (const Operation& each : diff(expected, found)) group_of(each).differences.push_back(summary(each));
    if (groups.empty()) return true;
    for (const Operation& each : diff(found, expected)) group_of(each).missing.push_back(summary(each));
    for (const Group& each : groups) {
        const bool placed = each.blamed != nullptr && each.blamed->origin.line > 0;
        report_.findings.push_back(error_at(
            placed ? each.blamed->origin : revision.origin, "round-trip",
            std::string(dialect_.name()) + ": " + when + " the schema is not what it was, but as after: " + join(each.differences, "; "),
            each.missing.empty() ? "" : "what would bring it back: " + join(each.missing, "; ")));
    }
    return false;
}

void Trip::compare_orders(const Revision& revision, const ColumnOrders& before, const std::string& when) {
    if (!settings_.column_order) return;
    for (const auto& [table, names] : before) {
        const auto now = orders_.find(table);
        if (now == orders_.end() || now->second == names) continue;
        const auto sorted = [](std::vector<std::string> list) {
            std::sort(list.begin(), list.end());
            return list;
        };
        if (sorted(now->second) != sorted(names)) continue;  // that is a difference of the schemas
        report_.findings.push_back({*settings_.column_order, "column-order",
                                    std::string(dialect_.name()) + ": " + when + " the columns of table '" + table + "' are in the order " +
                                        join(now->second, ", ") + " and were in the order " + join(names, ", "),
                                    revision.origin,
                                    "nothing can move a column; what names its columns does not mind. [tests] column_order = "
                                    "\"error\" or \"off\" in migrations.toml says otherwise"});
    }
}

Operations Trip::untold(const State& state) {
    RenderOptions options;
    options.sqlite_minimum = chain_.chain().sqlite_minimum;
    return diff(canonical(scratch_.as_read_back(dialect_, state.stated, options)), state.shown);
}

Operations Trip::unforeseen(const State& before, const State& after) const {
    const auto differences = [&](const State& state) { return diff(canonical(dialect_.normalize(state.stated)), state.shown); };
    const Operations earlier = differences(before);
    Operations all = differences(after);
    std::erase_if(all, [&](const Operation& each) {
        return std::any_of(earlier.begin(), earlier.end(), [&](const Operation& other) { return other.change == each.change; });
    });
    return all;
}

bool Trip::check_effects(const Revision& revision, const Operations& way, const State& before, const State& after) {
    const auto raw = [](const Operation& each) {
        return std::holds_alternative<Execute>(each.change) || std::holds_alternative<CallFunction>(each.change);
    };
    const bool has_raw = std::any_of(way.begin(), way.end(), raw);
    // The server's word about what is stated takes a second database: asked where it can make a difference.
    if (!has_raw && unforeseen(before, after).empty()) return true;
    const Operations earlier = untold(before);
    std::map<const Operation*, std::vector<std::string>> lines;
    std::vector<std::string> unexplained;
    for (const Operation& each : untold(after)) {
        const bool known = std::any_of(earlier.begin(), earlier.end(),
                                       [&](const Operation& other) { return other.change == each.change; });
        if (known) continue;
        if (has_raw) {
            lines[&blamed_execute(way, each, dialect_)].push_back(summary(each));
        } else {
            unexplained.push_back(summary(each));
        }
    }
    if (!unexplained.empty()) {
        fail(revision, "revision '" + revision.id + "': from what its operations say to what the database shows it is: " + join(unexplained, "; "));
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
    return unexplained.empty() && lines.empty();
}

void Trip::compare_rows(const Revision& revision, const std::map<std::string, SurvivingTable>& surviving,
                        const Contents& before, const Contents& now, const Comparison& how, const std::string& when) {
    for (const auto& [name, table] : surviving) {
        const auto old_rows = before.find(how.after ? name : table.after);
        const auto new_rows = now.find(how.after ? table.after : name);
        if (old_rows == before.end() || new_rows == now.end()) continue;
        const RowDifference difference =
            row_difference(old_rows->second, new_rows->second, how.may_grow || (how.after && table.may_grow));
        if (difference.what.empty()) continue;
        const Operation* blamed = how.way == nullptr ? nullptr : blamed_for_rows(*how.way, name, dialect_);
        std::vector<std::string> columns;
        for (const auto& [then, current] : table.columns) columns.push_back(how.after ? current : then);
        report_.findings.push_back(error_at(
            blamed != nullptr && blamed->origin.line > 0 ? blamed->origin : revision.origin, "round-trip",
            std::string(dialect_.name()) + ": " + when + " table '" + (how.after ? table.after : name) +
                "' is not what it was: " + difference.what,
            "rows of (" + join(columns, ", ") + "):\n" + join(difference.lines, "\n") +
                "\nif this is meant, say so in the revision: lost = [\"" + name + "\"] or a column of it"));
    }
}

void Trip::fail(const Revision& revision, const std::string& message, const std::string& help) {
    report_.findings.push_back(error_at(revision.origin, "round-trip", std::string(dialect_.name()) + ": " + message, help));
}

}  // namespace migrations
