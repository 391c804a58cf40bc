#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "base/names.h"
#include "cli/checks.h"
#include "cli/commands/commands.h"
#include "cli/database_options.h"
#include "cli/database_steps.h"
#include "cli/editor.h"
#include "cli/json.h"
#include "revisions/plan.h"

namespace migrations {
namespace {

Project read_chain(const Context& context) {
    Parts parts;
    parts.models = false;
    return load_project(read_project(context.location), parts);
}

// A file that cannot be read is a reason to edit it: then its path may be given instead of its id.
std::vector<std::string> files_of(const Context& context, const Project& project, const std::vector<std::string>& targets) {
    std::vector<std::string> paths;
    for (const std::string& target : targets) {
        const bool is_path = target.ends_with(".toml");
        std::error_code failed;
        if (is_path && !std::filesystem::exists(target, failed)) {
            throw Error(Exit::environment, "there is no file " + migrations::quoted(target), "give the path of a revision file, or an id");
        }
        if (is_path) {
            paths.push_back(std::filesystem::absolute(target, failed).lexically_normal().string());
            continue;
        }
        const std::vector<const Revision*> revisions = revisions_named(context, project, target);
        if (revisions.empty()) {
            throw Error(Exit::usage, "'" + target + "' names no revision to edit", "name one: see 'migrations history'");
        }
        for (const Revision* each : revisions) paths.push_back(each->path);
    }
    std::set<std::string> seen;
    std::erase_if(paths, [&](const std::string& each) { return !seen.insert(each).second; });
    return paths;
}

Exit run(const Context& context, const std::vector<std::string>& targets) {
    const Project before = read_chain(context);
    const std::vector<std::string> paths = files_of(context, before, targets);
    run_on_files(editor_command(), paths, "set VISUAL or EDITOR to an editor that waits");

    const Project after = read_chain(context);
    const Diagnostics findings = chain_findings(after);
    const Exit exit = has_errors(findings) ? Exit::graph : Exit::ok;
    if (context.output.json) {
        print_json({{"exit", static_cast<int>(exit)}, {"edited", paths}, {"findings", as_json(findings)}});
        return exit;
    }
    print_error(to_string(findings));
    if (context.output.quiet) return exit;
    for (const std::string& path : paths) {
        for (const Revision* each : after.graph.order()) {
            if (each->path != path || review_state(after.ledger, after.graph, *each) == ReviewState::reviewed) continue;
            print_error("note: revision " + each->id + " is to be reviewed: " + command_for(after.settings, "review", "review") + "\n");
        }
    }
    return exit;
}

}  // namespace

std::function<Exit()> declare_edit(CLI::App& app, Context& context) {
    auto targets = std::make_shared<std::vector<std::string>>();
    app.add_option("revisions", *targets, "ids, prefixes, head, heads, or paths of revision files (default: head); 'current' asks the database");
    add_database_option(app, context);
    return [&context, targets] {
        return run(context, targets->empty() ? std::vector<std::string>{"head"} : *targets);
    };
}

}  // namespace migrations
