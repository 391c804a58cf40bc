#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/database_steps.h"
#include "cli/functions.h"
#include "cli/json.h"
#include "cli/recorded_sql.h"
#include "revisions/plan.h"

namespace migrations {
namespace {

struct Options {
    std::string range;
    std::string dialect;
    bool no_transaction = false;
    bool single_transaction = false;
};

void require_reversible(const std::vector<PlannedStep>& plan) {
    for (const PlannedStep& step : plan) {
        if (step.way == direction::up || step.revision->irreversible.empty()) continue;
        throw Error(Exit::refused,
                    "revision " + step.revision->id + " cannot be taken back: " + step.revision->irreversible);
    }
}

// What runs outside a transaction cannot be in somebody else's.
void require_transactions(const std::vector<PlannedStep>& plan) {
    for (const PlannedStep& step : plan) {
        if (step.revision->transactional) continue;
        throw Error(Exit::refused, "revision " + step.revision->id + " runs outside a transaction, and cannot be in one of yours",
                    "leave --no-transaction out, or print the ranges before and behind it");
    }
}

Exit run(const Context& context, const Options& options) {
    Parts parts;
    parts.models = false;
    parts.values = true;
    const Project project = load_project(read_project(context.location), parts);
    require_sound(project, false);
    const Dialect& dialect = choose_dialect(options.dialect, context, project.settings);
    const Range range = resolve_range(project.graph, options.range.empty() ? "base:heads" : options.range);
    const std::vector<PlannedStep> plan = plan_range(project.graph, range);
    require_reversible(plan);
    require_no_functions(plan);
    if (options.no_transaction) require_transactions(plan);
    std::vector<PlannedStep> before;
    for (const Revision* each : project.graph.ancestors(range.from)) before.push_back({each, direction::up});

    require_runnable(plan, project.graph, dialect);
    const CompiledChain chain = compile_chain(project, dialect);
    const bool single = options.single_transaction || !project.settings.transaction_per_migration;
    std::vector<std::string> statements = recorded_sql(chain, dialect, before, plan, single);
    if (options.no_transaction) statements = without_transactions(std::move(statements), dialect);
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
    app.add_flag("--single-transaction", options->single_transaction, "all revisions in one transaction (default: each has its own)");
    app.add_flag("--no-transaction", options->no_transaction,
                 "without BEGIN and COMMIT, for a transaction of your own (psql --single-transaction)");
    return [&context, options] { return run(context, *options); };
}

}  // namespace migrations
