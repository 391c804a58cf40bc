#include "cli/doctor.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "cli/checks.h"
#include "cli/commands/commands.h"
#include "cli/database_options.h"
#include "cli/json.h"
#include "cli/settings.h"

namespace migrations {
namespace {

const char* word_for(Symptom::State state) {
    return state == Symptom::State::good ? "ok" : state == Symptom::State::warning ? "warning" : "error";
}

void append(Symptoms& to, const Symptoms& from) { to.insert(to.end(), from.begin(), from.end()); }

Symptoms examine_chain(const Project& project) {
    const std::size_t problems = chain_findings(project).size() + project.model_problems.size() + project.ledger_problems.size();
    if (problems == 0) return {{Symptom::State::good, "project", count_of(project.graph.size(), "revision") + " can be read", ""}};
    return {{Symptom::State::bad, "project", count_of(problems, "problem") + " of revisions, models or reviews", "run: migrations check"}};
}

// Each look is worth something even where the one before found nothing good.
Symptoms examine(const Context& context) {
    ProjectSettings settings;
    Symptoms found;
    try {
        settings = read_project(context.location);
    } catch (const Error& error) {
        found = examine_installation(settings, "");
        const std::string why = error.diagnostics.empty() ? error.what() : to_string(error.diagnostics.front());
        found.push_back({Symptom::State::bad, "project", trim(why), error.help});
        return found;
    }
    found = examine_installation(settings, postgresql_bindir(context.location));
    append(found, examine_project(settings));
    const Project project = load_project(settings);
    append(found, examine_chain(project));
    append(found, examine_database(context, project));
    return found;
}

Exit run(const Context& context) {
    const Symptoms found = examine(context);
    const bool bad = std::any_of(found.begin(), found.end(),
                                 [](const Symptom& each) { return each.state == Symptom::State::bad; });
    const Exit exit = bad ? Exit::not_clean : Exit::ok;
    if (context.output.json) {
        nlohmann::json list = nlohmann::json::array();
        for (const Symptom& each : found) {
            list.push_back({{"state", word_for(each.state)}, {"part", each.part}, {"what", each.what}, {"remedy", each.remedy}});
        }
        print_json({{"exit", static_cast<int>(exit)}, {"healthy", !bad}, {"looked_at", list}});
        return exit;
    }
    std::string part;
    for (const Symptom& each : found) {
        if (context.output.quiet && each.state == Symptom::State::good) continue;
        if (each.part != part) print_out(each.part + "\n");
        part = each.part;
        print_out(std::string("  ") + word_for(each.state) + std::string(9 - std::string(word_for(each.state)).size(), ' ') +
                  each.what + "\n");
        if (!each.remedy.empty()) print_out(std::string(11, ' ') + each.remedy + "\n");
    }
    return exit;
}

}  // namespace

std::function<Exit()> declare_doctor(CLI::App& app, Context& context) {
    add_database_option(app, context);
    return [&context] { return run(context); };
}

}  // namespace migrations
