#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <utility>

#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/database_options.h"
#include "cli/database_steps.h"
#include "cli/history_graph.h"
#include "cli/revision_list.h"
#include "revisions/plan.h"

namespace migrations {
namespace {

struct Options {
    std::string range;
    bool current = false;
    bool graph = false;
};

// Whether an end of the range counts from what a database is at.
bool needs_database(const std::string& range) {
    const std::size_t colon = range.find(':');
    for (const std::string& end : {range.substr(0, colon), colon == std::string::npos ? "" : range.substr(colon + 1)}) {
        if (!end.empty() && end.find(':') == std::string::npos && asks_database(end)) return true;
    }
    return false;
}

// With a database, the revisions that it is at come along.
Graph read_graph(const Context& context, const ProjectSettings& settings, bool asks, ListMarks& marks) {
    if (!asks) return chain_only(context, settings);
    Parts parts;
    parts.models = false;
    parts.ledger = false;
    Project project = load_project(settings, parts);
    require_sound(project, false);
    marks.current = current_heads(project, read_record(*open_database(context, settings), project));
    return std::move(project.graph);
}

Exit run(const Context& context, const Options& options) {
    ListMarks marks;
    const bool asks = options.current || needs_database(options.range);
    const Graph graph = read_graph(context, read_project(context.location), asks, marks);
    RevisionList listed = options.range.empty() ? graph.order() : history_of(graph, options.range, asks ? &marks.current : nullptr);
    std::reverse(listed.begin(), listed.end());
    if (!options.current) marks.current.clear();
    marks.indicates_current = options.current;
    if (options.graph && !context.output.json) {
        print_out(drawn(graph, listed, [&](const Revision& each) {
            return context.output.verbose > 0 ? block_of(each, graph, marks) : line_of(each, graph, marks);
        }));
    } else {
        print_list(context, graph, listed, marks);
    }
    if (listed.empty() && !context.output.json && !context.output.quiet) {
        print_error(graph.size() == 0 ? "note: no revision yet\n" : "note: there is no revision in " + migrations::quoted(options.range) + "\n");
    }
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_history(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("-r,--rev-range,range", options->range,
                   "FROM:TO, both shown; either may be left out (default: everything); 'current' and counts ask the database");
    app.add_flag("-i,--indicate-current", options->current, "mark the revisions that the database is at");
    app.add_flag("--graph", options->graph, "draw where branches part and meet");
    add_database_option(app, context);
    return [&context, options] { return run(context, *options); };
}

}  // namespace migrations
