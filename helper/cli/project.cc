#include "cli/project.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <set>
#include <string>
#include <system_error>

#include "base/error.h"
#include "base/file.h"
#include "base/names.h"
#include "cli/compiled_models.h"
#include "cli/given_values.h"
#include "revisions/file.h"

namespace migrations {
namespace {

// The paths of which something is wrong before the graph is made.
std::set<std::string> paths_of(const Diagnostics& problems) {
    std::set<std::string> paths;
    for (const Diagnostic& each : problems) paths.insert(each.location.path);
    return paths;
}

// A revision whose file cannot be read is missing to those that name it; they are not to blame, and it is not gone.
void forgive_missing(Diagnostics& problems, const std::set<std::string>& unsound, const Graph& graph) {
    std::size_t read = 0;
    for (const Revision* each : graph.order()) read += unsound.contains(each->path) ? 1 : 0;
    if (read == unsound.size()) return;
    std::erase_if(problems, [](const Diagnostic& each) { return each.rule == "missing-parent" || each.rule == "missing-dependency"; });
}

}  // namespace

Project load_project(const ProjectSettings& settings, const Parts& parts) {
    Diagnostics problems;
    Diagnostics model_problems;
    Diagnostics ledger_problems;
    std::vector<Revision> revisions;
    if (parts.revisions) {
        revisions = read_revisions(settings.revision_folders, problems, parts.values ? settings.values : VariableValues());
        require_read(settings, revisions, parts.values);
    }
    const std::set<std::string> unsound = paths_of(problems);
    Graph graph(std::move(revisions), problems);
    if (!unsound.empty()) forgive_missing(problems, unsound, graph);
    explain_open_fills(problems);

    Model model;
    if (parts.models) {
        model_problems = settings.model_problems;
        if (!settings.says_models && !settings.from_build) {
            model_problems.push_back(error_at({settings.config_path, 0, 0}, "no-models", "no models are named",
                                              "write models = [\"../models\"] into it, or models = [] when there are none, "
                                              "or name the build folder with -B"));
        }
        model = read_project_models(settings, model_problems);
    }

    Ledger ledger;
    // A link that leads nowhere is no missing ledger: reading it says so.
    std::error_code failed;
    if (parts.ledger && std::filesystem::exists(std::filesystem::symlink_status(settings.ledger, failed))) {
        if (const auto file = read_source(settings.ledger, ledger_problems)) ledger = parse_ledger(*file, ledger_problems);
    }
    return {settings,         std::move(problems), std::move(model_problems), std::move(ledger_problems),
            std::move(graph), std::move(model),    std::move(ledger)};
}

Project sound_chain(const ProjectLocation& location, Reviews reviews, Values values) {
    Parts parts;
    parts.models = false;
    parts.ledger = reviews == Reviews::read;
    parts.values = values == Values::given;
    Project project = load_project(read_project(location), parts);
    require_sound(project, false);
    require_ledger(project);
    return project;
}

void explain_open_fills(Diagnostics& findings) {
    for (Diagnostic& each : findings) {
        if (each.rule == "data-loss-open" && each.help.empty()) {
            each.help = "write allow_data_loss = true into the file, or run: migrations revision --amend --allow-data-loss";
        }
        if (each.rule != "fill-missing" || !each.help.empty()) continue;
        const std::vector<std::string> parts = split(each.message, '\'');  // the message begins with the column, quoted
        if (parts.size() < 3) continue;
        each.help = "edit the file, or run: migrations revision --amend --fill " + parts[1] + "=VALUE";
    }
}

bool is_open_question(const Diagnostic& finding) {
    return finding.rule == "fill-missing" || finding.rule == "data-loss-open";
}

Exit exit_of(const Diagnostics& errors) {
    // Of a chain with a file that may not be read the graph has mistakes too, which are none of the author's. Links to nowhere and
    // the like are.
    const std::string no_permission = std::generic_category().message(EACCES);
    const bool forbidden = std::any_of(errors.begin(), errors.end(), [&](const Diagnostic& each) {
        return each.rule == "unreadable" && each.message.ends_with(no_permission);
    });
    return forbidden ? Exit::environment : Exit::graph;
}

void require_sound(const Project& project, bool models) {
    Diagnostics all = project.problems;
    if (models) all.insert(all.end(), project.model_problems.begin(), project.model_problems.end());
    if (!has_errors(all)) return;
    const Exit exit = exit_of(all);
    throw Error(exit, std::move(all));
}

void require_ledger(const Project& project) {
    if (has_errors(project.ledger_problems)) throw Error(Exit::graph, project.ledger_problems);
}

CompiledChain compile_chain(const Project& project, const Dialect& dialect) {
    Diagnostics diagnostics;
    CompiledChain chain(project.graph, dialect, project.settings.render, project.settings.name,
                        project.settings.version_table, diagnostics);
    if (has_errors(diagnostics)) throw Error(Exit::graph, std::move(diagnostics));
    return chain;
}

}  // namespace migrations
