#include "lint/lint.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/findings.h"
#include "cli/json.h"
#include "cli/judgement.h"
#include "operations/replay.h"
#include "revisions/plan.h"

namespace migrations {
namespace {

struct Options {
    std::string range;
    bool rules = false;
};

Exit print_rules(const Context& context, const LintLevels& levels) {
    nlohmann::json list = nlohmann::json::array();
    for (const LintRule& rule : lint_rules()) {
        const char* const level = word_for(level_of(rule, levels));
        if (context.output.json) {
            list.push_back({{"rule", rule.name}, {"level", level}, {"reason", rule.reason}, {"advice", rule.advice}});
        } else {
            print_out(std::string(rule.name) + " (" + level + ")\n    " + rule.reason + "\n    " + rule.advice + "\n");
        }
    }
    if (context.output.json) print_json({{"rules", list}});
    return Exit::ok;
}

// Those that nobody has reviewed, or those of the range.
std::set<const Revision*> judged(const Project& project, const std::string& range) {
    std::set<const Revision*> chosen;
    if (range.empty()) {
        for (const Revision* each : project.graph.order()) {
            if (review_state(project.ledger, project.graph, *each) != ReviewState::reviewed) chosen.insert(each);
        }
        return chosen;
    }
    if (range.find(':') == std::string::npos) {
        const std::vector<const Revision*> named = resolve_in_files(project.graph, range);
        return {named.begin(), named.end()};
    }
    for (const PlannedStep& step : plan_range(project.graph, resolve_range(project.graph, range))) chosen.insert(step.revision);
    return chosen;
}

Exit run(const Context& context, const Options& options) {
    const ProjectSettings settings = read_project(context.location);
    if (options.rules) return print_rules(context, settings.lint);
    Parts parts;
    parts.models = false;
    const Project project = load_project(settings, parts);
    require_sound(project, false);
    require_ledger(project);
    const std::set<const Revision*> chosen = judged(project, options.range);
    Diagnostics findings;
    Diagnostics ignored;
    Schema schema;
    for (const Revision* each : project.graph.order()) {
        if (chosen.contains(each)) {
            const Diagnostics more = judge(*each, schema, settings);
            findings.insert(findings.end(), more.begin(), more.end());
        }
        schema = replay(each->upgrade, std::move(schema), ignored);
    }
    const Exit exit = has_errors(findings) ? Exit::not_clean : Exit::ok;
    if (context.output.json) {
        print_json({{"exit", static_cast<int>(exit)}, {"revisions", chosen.size()}, {"findings", as_json(findings)}});
        return exit;
    }
    print_findings(findings);
    if (findings.empty() && !context.output.quiet) {
        print_out(project.settings.name + ": " + count_of(chosen.size(), "revision") + " judged, nothing found\n");
    }
    return exit;
}

}  // namespace

std::function<Exit()> declare_lint(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("range", options->range, "a revision, or FROM:TO, either way round (default: those that nobody has reviewed)");
    app.add_flag("--rules", options->rules, "list the rules, with the levels that are in force");
    return [&context, options] { return run(context, *options); };
}

}  // namespace migrations
