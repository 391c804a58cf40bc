#include "laws.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <utility>

#include "base/error.h"
#include "base/names.h"
#include "base/toml.h"
#include "blanked.h"
#include "dialects/dialects.h"
#include "diff/diff.h"
#include "operations/fill.h"
#include "operations/text.h"
#include "schema/text.h"
#include "scratch/survivors.h"

namespace migrations {
namespace {

const std::vector<std::string> bookkeeping = {"migrations_version", "migrations_history",
                                              "migrations_journal"};

void check_text(const Operation& operation, std::vector<std::string>& problems) {
    Diagnostics found;
    const std::string text = "[[upgrade]]\n" + print_lines(operation);
    const std::optional<Node> file = parse_toml({"operation.toml", text}, found);
    const Node* list = file ? file->find("upgrade") : nullptr;
    std::optional<Operation> read;
    if (list != nullptr && list->is_array()) read = parse_operation(list->array().front(), found);
    if (!found.empty()) {
        problems.push_back("a printed operation cannot be parsed: " + to_string(found) + text);
    } else if (!read || !(read->change == operation.change)) {
        problems.push_back("a printed operation is parsed as another one: " + text);
    }
}

std::string shown(const Cells& row) {
    std::vector<std::string> cells;
    for (const auto& cell : row) cells.push_back(cell.value_or("NULL"));
    return join(cells, "|");
}

using ColumnsByTable = std::map<std::string, std::vector<std::string>>;

// A database on its way through the schemas of a change.
class Journey {
public:
    Journey(Scratch& scratch, const Dialect& dialect, const SchemaChange& change,
            const Trial& trial, TrialResult& result)
        : scratch_(scratch),
          dialect_(dialect),
          change_(change),
          trial_(trial),
          result_(result),
          database_(scratch.database(dialect)) {
        Diagnostics found;
        // Equal to change.after, with its columns in the order that the database has.
        after_ = replay(change.operations, change.before, found);
        if (has_errors(found)) throw Error(Exit::graph, std::move(found));
    }

    void go() {
        run(rendered({}, creation(change_.before)));
        expect_normal("the start", change_.before);
        if (!trial_.rows.empty()) database_->execute(trial_.rows);
        fill(change_.before);

        const Schema start = reflected();
        const auto surviving = survivors(change_.before, change_.operations, trial_.lost);
        const Contents before = contents(*database_, columns(surviving, false));
        for (const auto& [table, rows] : before) result_.compared += rows.size();
        const Script up = rendered(change_.before, change_.operations);
        if (!carry_out(up, change_.before, result_.refused)) return;
        expect_made("the upgrade", after_);
        compare("the upgrade", surviving, before, contents(*database_, columns(surviving, true)),
                true);
        for (const std::string& query : trial_.queries) {
            std::string answer;
            for (const Cells& row : database_->query(query)) answer += shown(row) + "\n";
            result_.answers.push_back(std::move(answer));
        }

        const Reverse back = reverse(change_.operations, change_.before);
        if (!back.irreversible.empty() || has_open_fill(back.operations)) return;
        fill(after_);
        const auto there_and_back = kept(surviving, survivors(after_, back.operations, {}));
        const Contents between = contents(*database_, columns(there_and_back, true));
        const Script down = rendered(after_, back.operations);
        if (!carry_out(down, after_, result_.refused_back)) return;
        result_.went_back = true;
        const std::string unlike = difference(start, reflected());
        if (!unlike.empty()) problem("after the downgrade the schema is another one", unlike, down);
        compare("the downgrade", there_and_back, between,
                contents(*database_, columns(there_and_back, false)), false);
    }

private:
    Script rendered(const Schema& before, const Operations& operations) {
        Diagnostics found;
        Script script = dialect_.render(before, operations, change_.options, found);
        if (has_errors(found)) throw Error(Exit::graph, std::move(found));
        return script;
    }

    Schema reflected() { return canonical(database_->reflect(bookkeeping)); }

    void run(const Script& script) { run_recorded(*database_, script); }

    // False when the rows do not allow it: then nothing may have changed.
    bool carry_out(const Script& script, const Schema& schema, std::string& why) {
        const Schema start = reflected();
        ColumnsByTable all;
        for (const Table& table : schema.tables) {
            for (const Column& column : table.columns) all[table.name].push_back(column.name);
        }
        const Contents rows = contents(*database_, all);
        try {
            run(script);
            return true;
        } catch (const Error& error) {
            why = error.what();
            if (error.exit != Exit::sql_failed && error.exit != Exit::refused) {
                problem("the script does not run", why + "\n" + error.sql, script);
            }
        }
        const std::string unlike = difference(start, reflected());
        if (!unlike.empty()) problem("a refused script changed the schema", unlike, script);
        if (contents(*database_, all) != rows)
            problem("a refused script changed rows", why, script);
        expect_runs_without_rows(script, schema);
        return false;
    }

    void expect_runs_without_rows(const Script& script, const Schema& schema) {
        const std::unique_ptr<Connection> empty = scratch_.database(dialect_);
        run_recorded(*empty, rendered({}, creation(schema)));
        try {
            run_recorded(*empty, script);
        } catch (const Error& error) {
            problem("the script does not run without rows either", std::string(error.what()) + "\n" + error.sql, script);
        }
    }

    void fill(const Schema& schema) {
        for (std::string& each : fill_tables(*database_, schema, trial_.filling).failed) {
            result_.unfilled.push_back(std::move(each));
        }
    }

    // The database shows what the server makes of the schema at once, and what normalize() says.
    void expect_made(const std::string& step, const Schema& schema) {
        const Schema at_once = canonical(scratch_.as_read_back(dialect_, schema, change_.options));
        const std::string unlike = difference(at_once, reflected());
        if (!unlike.empty()) problem("after " + step + " it is not as if made at once", unlike);
        expect_normal(step, schema);
    }

    void expect_normal(const std::string& step, const Schema& schema) {
        const Schema found = reflected();
        if (!diff(found, found).empty()) problem("what was read back differs from itself", "");
        const Schema normal = dialect_.normalize(schema);
        const bool exact = dialect_.language() == dialect::sqlite;
        const std::string unlike =
            exact ? difference(canonical(normal), found)
                  : difference(canonical(blanked(normal)), canonical(blanked(found)));
        if (!unlike.empty()) problem("after " + step + " it is not what normalize() says", unlike);
    }

    static ColumnsByTable columns(const std::map<std::string, SurvivingTable>& surviving,
                                  bool after) {
        ColumnsByTable all;
        for (const auto& [before, table] : surviving) {
            if (table.columns.empty()) continue;
            std::vector<std::string>& names = all[after ? table.after : before];
            for (const auto& [old_name, new_name] : table.columns) {
                names.push_back(after ? new_name : old_name);
            }
        }
        return all;
    }

    // What survives the way up and the way down after it.
    static std::map<std::string, SurvivingTable> kept(
        const std::map<std::string, SurvivingTable>& up,
        const std::map<std::string, SurvivingTable>& down) {
        std::map<std::string, SurvivingTable> both;
        for (const auto& [name, table] : up) {
            const auto back = down.find(table.after);
            if (back == down.end()) continue;
            const auto& others = back->second.columns;
            SurvivingTable& to = both[name];
            to.after = table.after;
            to.may_grow = table.may_grow || back->second.may_grow;
            for (const auto& column : table.columns) {
                const bool stays =
                    std::any_of(others.begin(), others.end(),
                                [&](const auto& other) { return other.first == column.second; });
                if (stays) to.columns.push_back(column);
            }
        }
        return both;
    }

    // `to_after`: the tables go from their names before to those after; else back.
    void compare(const std::string& step, const std::map<std::string, SurvivingTable>& surviving,
                 const Contents& from, const Contents& to, bool to_after) {
        for (const auto& [name, table] : surviving) {
            if (table.columns.empty()) continue;
            const std::vector<Cells>& old_rows = from.at(to_after ? name : table.after);
            const std::vector<Cells>& new_rows = to.at(to_after ? table.after : name);
            std::vector<Cells> missing;
            std::set_difference(old_rows.begin(), old_rows.end(), new_rows.begin(), new_rows.end(),
                                std::back_inserter(missing));
            const bool grown = !table.may_grow && new_rows.size() != old_rows.size();
            if (missing.empty() && !grown) continue;
            std::string rows;
            for (const Cells& each : old_rows) rows += "had " + shown(each) + "\n";
            for (const Cells& each : new_rows) rows += "has " + shown(each) + "\n";
            problem("after " + step + " table '" + name + "' has other rows", rows);
        }
    }

    void problem(const std::string& what, const std::string& details) {
        std::string text = std::string(dialect_.name()) + ": " + what;
        if (!details.empty()) text += "\n" + details;
        result_.problems.push_back(std::move(text));
    }
    void problem(const std::string& what, const std::string& details, const Script& script) {
        problem(what, details + "\n" + print(script));
    }

    Scratch& scratch_;
    const Dialect& dialect_;
    const SchemaChange& change_;
    const Trial& trial_;
    TrialResult& result_;
    std::unique_ptr<Connection> database_;
    Schema after_;
};

}  // namespace

std::string difference(const Schema& expected, const Schema& found) {
    if (canonical(expected) == canonical(found)) return "";
    std::string lines;
    for (const Operation& each : diff(expected, found)) lines += summary(each) + "\n";
    if (!lines.empty()) return lines;
    return "--- expected\n" + print(canonical(expected)) + "--- found\n" + print(canonical(found));
}

std::vector<std::string> laws_in_memory(const SchemaChange& change) {
    std::vector<std::string> problems;
    const auto expect_same = [&](const std::string& what, const Schema& expected,
                                 const Schema& found) {
        const std::string unlike = difference(expected, found);
        if (!unlike.empty()) problems.push_back(what + "\n" + unlike);
    };

    Diagnostics found;
    const Schema after = replay(change.operations, change.before, found);
    expect_same("replay leads elsewhere", change.after, after);
    const Reverse back = reverse(change.operations, change.before);
    if (back.irreversible.empty()) {
        expect_same("the reverse leads elsewhere", change.before,
                    replay(back.operations, after, found));
    }
    if (!found.empty()) problems.push_back("replay: " + to_string(found));
    for (const Operation& each : change.operations) check_text(each, problems);
    for (const Operation& each : back.operations) check_text(each, problems);
    if (!diff(change.after, change.after).empty()) problems.push_back("it differs from itself");
    for (const Dialect* each : dialects()) {
        const Schema normal = each->normalize(change.after);
        expect_same("normalize() of " + std::string(each->name()) + " is not idempotent", normal,
                    each->normalize(normal));
    }
    return problems;
}

TrialResult try_change(Scratch& scratch, const Dialect& dialect, const SchemaChange& change,
                       const Trial& trial) {
    TrialResult result;
    try {
        Journey(scratch, dialect, change, trial, result).go();
    } catch (const Error& error) {
        std::string text = std::string(dialect.name()) + ": " + error.what();
        if (!error.sql.empty()) text += "\n" + error.sql;
        if (!error.diagnostics.empty()) text += "\n" + to_string(error.diagnostics);
        result.problems.push_back(std::move(text));
    }
    return result;
}

}  // namespace migrations
