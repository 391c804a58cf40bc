#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/database_steps.h"
#include "cli/json.h"
#include "cli/recorded_sql.h"
#include "revisions/plan.h"

namespace migrations {
namespace {

struct Options {
    std::string range;
    std::string dialect;
};

std::set<const Revision*> as_set(const std::vector<const Revision*>& revisions) {
    return {revisions.begin(), revisions.end()};
}

// The way from one end of the range to the other: up when the end is above, down when it is below.
std::vector<PlannedStep> way_along(const Graph& graph, const Range& range) {
    const auto below = graph.ancestors(range.from);
    const auto above = graph.ancestors(range.to);
    const auto start = as_set(below);
    const auto end = as_set(above);
    std::vector<PlannedStep> plan;
    if (std::includes(end.begin(), end.end(), start.begin(), start.end())) {
        for (const Revision* each : above) {
            if (start.count(each) == 0) plan.push_back({each, direction::up});
        }
        return plan;
    }
    if (!std::includes(start.begin(), start.end(), end.begin(), end.end())) {
        throw Error(Exit::graph, "there is no straight way between the two ends of the range",
                    "one end must be below the other");
    }
    for (auto each = below.rbegin(); each != below.rend(); ++each) {
        if (end.count(*each) != 0) continue;
        if (!(*each)->irreversible.empty()) {
            throw Error(Exit::refused, "revision " + (*each)->id + " cannot be taken back: " + (*each)->irreversible);
        }
        plan.push_back({*each, direction::down});
    }
    return plan;
}

Exit run(const Context& context, const Options& options) {
    Parts parts;
    parts.models = false;
    const Project project = load_project(read_project(context.location), parts);
    require_sound(project, false);
    const Dialect& dialect = choose_dialect(options.dialect, context, project.settings);
    const Range range = resolve_range(project.graph, options.range.empty() ? "base:heads" : options.range);
    const std::vector<PlannedStep> plan = way_along(project.graph, range);
    std::vector<PlannedStep> before;
    for (const Revision* each : project.graph.ancestors(range.from)) before.push_back({each, direction::up});

    require_runnable(plan, project.graph, dialect);
    const CompiledChain chain = compile_chain(project, dialect);
    const std::vector<std::string> statements = recorded_sql(chain, dialect, before, plan);
    if (context.output.json) {
        nlohmann::json revisions = nlohmann::json::array();
        for (const PlannedStep& step : plan) revisions.push_back(step.revision->id);
        print_json({{"dialect", dialect.name()}, {"revisions", revisions}, {"statements", statements}});
        return Exit::ok;
    }
    print_script(statements, dialect);
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_sql(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("range", options->range, "FROM:TO, either way round; one revision means base to it (default: base:heads)");
    app.add_option("--dialect", options->dialect, "sqlite or postgresql (default: the project's only one, or its database's)");
    return [&context, options] { return run(context, *options); };
}

}  // namespace migrations
