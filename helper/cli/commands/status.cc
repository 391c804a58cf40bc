#include <CLI/CLI.hpp>
#include <future>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "cli/at_head.h"
#include "cli/checks.h"
#include "cli/commands/commands.h"
#include "cli/database_options.h"
#include "cli/database_steps.h"
#include "cli/json.h"

namespace migrations {
namespace {

// One line: where a part of the project stands, and the command that gets it further ("": nothing to do).
struct Line {
    std::string part;
    std::string state;
    std::string next;
    bool good = true;
};

// `why_not`: what kept models and chain from being compared, or "".
Line models_line(const Project& project, const Diagnostics& drift, const std::string& why_not) {
    if (!project.settings.has_models()) return {"models", "none here: they are written by hand, or a build has models (-B)", "", true};
    const std::string what = count_of(project.settings.models.size() + project.settings.compiled_models.size(), "file") + ", " +
                             count_of(project.model.schema.tables.size(), "table");
    if (has_errors(project.model_problems)) {
        return {"models", what + "; " + count_of(project.model_problems.size(), "problem"), "migrations check", false};
    }
    if (!why_not.empty()) return {"models", what + "; not compared: " + why_not, "", false};
    if (drift.empty()) return {"models", what + "; the migrations agree", "", true};
    return {"models", what + "; " + count_of(drift.size(), "difference") + " to the migrations",
            command_for(project.settings, "revision", "revision --autogenerate"), false};
}

Line chain_line(const Project& project, const Diagnostics& findings) {
    const std::vector<const Revision*> heads = project.graph.heads();
    const std::string what = count_of(project.graph.size(), "revision");
    if (has_errors(findings)) {
        return {"chain", what + "; " + count_of(findings.size(), "problem"), "migrations validate", false};
    }
    if (heads.empty()) return {"chain", "no revision yet", command_for(project.settings, "revision", "revision --autogenerate"), true};
    if (heads.size() > 1 && !has_stray_heads(project.graph)) return {"chain", what + ", heads " + ids_of(heads), "", true};
    if (heads.size() > 1) return {"chain", what + ", " + std::to_string(heads.size()) + " heads: " + ids_of(heads), "migrations merge", false};
    const std::string& message = heads.front()->message;
    return {"chain", what + ", head " + heads.front()->id + (message.empty() ? "" : " '" + message + "'"), "", true};
}

Line review_line(const Project& project) {
    if (has_errors(project.ledger_problems)) return {"review", "migrations.lock cannot be read", "migrations review --resolve", false};
    std::size_t open = 0;
    std::size_t edited = 0;
    for (const Revision* each : project.graph.order()) {
        const ReviewState state = review_state(project.ledger, project.graph, *each);
        if (state == ReviewState::unreviewed) ++open;
        if (state == ReviewState::edited || state == ReviewState::edited_harmlessly) ++edited;
    }
    if (open + edited == 0) return {"review", "all reviewed", "", true};
    std::string what = open == 0 ? "" : count_of(open, "revision") + " not reviewed";
    if (edited > 0) what += (what.empty() ? "" : ", ") + count_of(edited, "revision") + " edited after the review";
    return {"review", what, command_for(project.settings, "review", "review"), false};
}

Line database_line(const Context& context, const Project& project) {
    const std::unique_ptr<Connection> database = open_database(context, project.settings);
    // Most databases are at the head, and of those the runner needs not all that is recorded.
    if (project.graph.size() > 0 && check_record(project.graph, project.settings, *database)) {
        require_history(*database, project);
        return {"database", database->label() + ": at " + ids_of(project.graph.heads()) + ", nothing to apply", "", true};
    }
    const recorded record = read_record(*database, project);
    const std::string where = database->label();
    if (!record.unfinished.empty()) {
        return {"database", where + ": revision " + record.unfinished.front().revision + " has begun and is not finished",
                "migrations resume", false};
    }
    if (!record.version_table && !record.empty) {
        return {"database", where + ": not empty, and nothing is recorded", "migrations stamp REVISION", false};
    }
    const std::vector<const Revision*> current = current_heads(project, record);
    const outcome found = check_record(project.graph, project.settings, *database);
    if (!found && found.status != status::behind) return {"database", where + ": " + found.message, found.help, false};
    const std::size_t pending = plan_upgrade(project.graph, current, "heads").size();
    const std::string at = where + ": at " + ids_of(current);
    if (pending == 0) return {"database", at + ", nothing to apply", "", true};
    return {"database", at + ", " + count_of(pending, "revision") + " to apply", "migrations upgrade", false};
}

// What kept the database from being asked is its state.
Line database_or_why_not(const Context& context, const Project& project) {
    try {
        return database_line(context, project);
    } catch (const Error& error) {
        return {"database", error.what(), error.help, false};
    }
}

Exit run(const Context& context) {
    const Project project = load_project(read_project(context.location));
    // The answer of the database comes while the chain is looked through.
    std::future<Line> database;
    if (!has_errors(project.problems)) {
        database = std::async(std::launch::async, [&] { return database_or_why_not(context, project); });
    }
    Schema at_head;
    const Diagnostics chain = chain_findings(project, &at_head);
    const bool sound = !has_errors(chain);
    Diagnostics drift;
    const std::string why_not = !sound                             ? "the chain has problems"
                                : has_stray_heads(project.graph)    ? "the chain has several heads"
                                                                   : "";
    if (why_not.empty() && !has_errors(project.model_problems) && project.settings.has_models()) {
        drift = drift_findings(project, std::move(at_head));
    }
    const std::vector<Line> lines = {models_line(project, drift, why_not), chain_line(project, chain), review_line(project),
                                     sound ? database.get() : Line{"database", "not asked while the chain has problems", "", false}};
    if (context.output.json) {
        nlohmann::json parts = nlohmann::json::object();
        for (const Line& each : lines) parts[each.part] = {{"state", each.state}, {"next", each.next}, {"good", each.good}};
        print_json({{"project", project.settings.name}, {"status", parts}});
        return Exit::ok;
    }
    print_out(project.settings.name + "\n");
    for (const Line& each : lines) {
        print_out("  " + each.part + std::string(10 - each.part.size(), ' ') + each.state + "\n");
        if (!each.next.empty()) print_out(std::string(12, ' ') + each.next + "\n");
    }
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_status(CLI::App& app, Context& context) {
    add_database_option(app, context);
    return [&context] { return run(context); };
}

}  // namespace migrations
