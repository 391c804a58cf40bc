#include "diff/diff.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/json.h"
#include "cli/recorded_sql.h"
#include "cli/side.h"
#include "dialects/dialects.h"
#include "operations/replay.h"

namespace migrations {
namespace {

struct Options {
    std::string from;
    std::string to;
    std::string dialect;
    bool sql = false;
};

// The dialect to compare in; null when both sides are portable and nobody asked for one.
const Dialect* dialect_for(const Options& options, const Context& context) {
    const Dialect* from = dialect_of_side(options.from);
    const Dialect* to = dialect_of_side(options.to);
    if (from != nullptr && to != nullptr && from != to) {
        throw Error(Exit::usage, "the two databases are of different dialects",
                    "compare each with models or a revision instead");
    }
    const Dialect* brought = from != nullptr ? from : to;
    if (!options.dialect.empty()) {
        const Dialect& named = choose_dialect(options.dialect, context, {});
        if (brought != nullptr && brought != &named) {
            throw Error(Exit::usage, "--dialect " + options.dialect + " is not the dialect of the database");
        }
        return &named;
    }
    if (brought != nullptr) return brought;
    const bool need = options.sql || kind_of_side(options.from) == Side::Kind::sql_file ||
                      kind_of_side(options.to) == Side::Kind::sql_file;
    if (!need) return nullptr;
    try {
        const ProjectSettings settings = read_project(context.location);
        if (settings.dialects.size() == 1) return settings.dialects.front();
    } catch (const Error&) {
        // Outside a project there is nothing to fall back on.
    }
    throw Error(Exit::usage, "in which dialect?", "give --dialect sqlite or --dialect postgresql");
}

// Those of the project, where there is one. What a database holds already, the library that made it has: STRICT
// (sqlite.org/stricttables.html, 3.37).
RenderOptions render_options(const Context& context, const std::vector<const Side*>& sides) {
    RenderOptions options;
    try {
        options = read_project(context.location).render;
    } catch (const Error&) {
        // Outside a project there is nothing to read.
    }
    for (const Side* side : sides) {
        const auto& tables = side->schema.tables;
        const bool strict = std::any_of(tables.begin(), tables.end(), [](const Table& table) { return table.strict; });
        if (strict && !side->portable()) options.sqlite_minimum = std::max(options.sqlite_minimum, 3037000);
    }
    return options;
}

// Leaves out of databases what the project ignores, but nothing of what the other side wants.
void leave_out_ignored(Side& from, Side& to, const Context& context) {
    IgnoreRules rules;
    try {
        rules = read_project(context.location).ignore;
    } catch (const Error&) {
        return;  // outside a project nothing is ignored
    }
    const auto is_database = [](const Side& side) { return side.kind == Side::Kind::database; };
    const Schema wanted_from = is_database(to) ? Schema{} : to.schema;
    const Schema wanted_to = is_database(from) ? Schema{} : from.schema;
    if (is_database(from)) from.schema = without_ignored(std::move(from.schema), rules, wanted_from);
    if (is_database(to)) to.schema = without_ignored(std::move(to.schema), rules, wanted_to);
}

// Both sides as the server says them, unless both are portable.
void read_back(Side& from, Side& to, const Dialect& dialect, Scratch& scratch, const RenderOptions& render) {
    if (from.portable() && !to.portable()) from.schema = adopt_names(from.schema, to.schema);
    if (to.portable() && !from.portable()) to.schema = adopt_names(to.schema, from.schema, to.hints);
    for (Side* side : {&from, &to}) {
        if (side->portable()) side->schema = scratch.as_read_back(dialect, side->schema, render);
    }
}

// The statements that turn one into the other, as they come out on a database like the first.
std::vector<std::string> statements(const Side& from, const Operations& operations, const Dialect& dialect,
                                    Scratch& scratch, const RenderOptions& render) {
    Diagnostics problems;
    const Script script = dialect.render(from.schema, operations, render, problems);
    if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
    std::vector<std::string> texts;
    if (dialect.language() == dialect::postgresql) {
        if (script.transactional) texts.push_back("BEGIN");
        for (const Step& step : script.steps) texts.push_back(step.sql);
        if (script.transactional) texts.push_back("COMMIT");
        return texts;
    }
    const std::unique_ptr<Connection> database = rebuild_side(from, dialect, scratch, render);
    try {
        return run_recorded(*database, script);
    } catch (const Error& error) {
        // Whoever compares two databases knows of no revisions.
        const std::string opening = "revision 'difference' could not be applied";
        const std::string message = error.what();
        if (message.rfind(opening, 0) != 0) throw;
        Error told(error.exit, "the change cannot be written as SQL" + message.substr(opening.size()),
                   error.exit == Exit::state ? "change this table by hand" : "");
        told.sql = error.sql;
        told.code = error.code;
        throw told;
    }
}

Exit run(const Context& context, const Options& options) {
    const Dialect* dialect = dialect_for(options, context);
    Scratch scratch;
    Side from = read_side(options.from, context, dialect, scratch);
    Side to = read_side(options.to, context, dialect, scratch);
    leave_out_ignored(from, to, context);
    const RenderOptions render = render_options(context, {&from, &to});
    const bool as_server = !from.portable() || !to.portable();
    if (as_server) {
        read_back(from, to, *dialect, scratch, render);
    } else {
        to.schema = adopt_names(to.schema, from.schema, to.hints);
    }
    const Operations operations = diff(from.schema, to.schema, to.hints);

    if (options.sql && !context.output.json) {
        if (!operations.empty()) print_script(statements(from, operations, *dialect, scratch, render), *dialect);
    } else if (context.output.json) {
        nlohmann::json list = nlohmann::json::array();
        for (const Operation& each : operations) list.push_back(as_json(each));
        nlohmann::json json = {{"from", options.from}, {"to", options.to}, {"equal", operations.empty()}, {"operations", list}};
        if (options.sql && !operations.empty()) json["sql"] = statements(from, operations, *dialect, scratch, render);
        print_json(json);
    } else {
        for (const Operation& each : operations) print_out(summary(each) + "\n");
        if (operations.empty() && !context.output.quiet) print_error("no difference\n");
    }
    return operations.empty() ? Exit::ok : Exit::not_clean;
}

}  // namespace

std::function<Exit()> declare_diff(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    const char* side = "models, a revision, a database URL, a .toml model file or a .sql file";
    app.add_option("from", options->from, side)->required();
    app.add_option("to", options->to, side)->required();
    app.add_option("--dialect", options->dialect, "sqlite or postgresql, where the two sides do not say");
    app.add_flag("--sql", options->sql, "print the statements that turn FROM into TO");
    return [&context, options] { return run(context, *options); };
}

}  // namespace migrations
