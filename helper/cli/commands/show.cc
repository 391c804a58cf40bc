#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/database_options.h"
#include "cli/database_steps.h"
#include "cli/json.h"
#include "cli/recorded_sql.h"
#include "operations/replay.h"
#include "revisions/plan.h"
#include "revisions/replaced.h"

namespace migrations {
namespace {

struct Options {
    std::string target = "head";
    std::string dialect;
};

void print_operations(const char* title, const Operations& operations) {
    print_out(std::string(title) + "\n");
    for (const Operation& each : operations) print_out("  " + summary(each) + "\n");
}

void print_statements(std::string_view dialect, const char* way, const std::vector<std::string>& statements) {
    print_out(std::string(dialect) + ", " + way + "\n");
    for (const std::string& statement : statements) {
        for (const std::string& line : split(statement + ";", '\n')) print_out("  " + line + "\n");
    }
}

Exit run(const Context& context, const Options& options) {
    const Project project = sound_chain(context.location, Reviews::read);
    std::vector<std::pair<const Dialect*, CompiledChain>> chains;
    for (const Dialect* dialect : chosen_dialects(options.dialect, context, project.settings)) {
        chains.emplace_back(dialect, compile_chain(project, *dialect));
    }
    nlohmann::json all = nlohmann::json::array();
    const RevisionList shown = revisions_named(context, project, options.target);
    if (shown.empty()) {
        throw Error(Exit::usage, migrations::quoted(options.target) + " is before all revisions: there is nothing to show", "name one: see 'migrations history'");
    }
    for (const Revision* revision : shown) {
        std::vector<PlannedStep> before;
        for (const Revision* each : project.graph.ancestors({revision})) {
            if (each != revision) before.push_back({each, direction::up});
        }
        std::vector<PlannedStep> below_and_it = before;
        below_and_it.push_back({revision, direction::up});

        nlohmann::json json = as_json(*revision, project.graph);
        json["reviewed"] = review_state(project.ledger, project.graph, *revision) == ReviewState::reviewed;
        json["irreversible"] = revision->irreversible;
        json["compatible"] = revision->compatible;
        json["replaces"] = replaced_ids(*revision);
        json["upgrade"] = nlohmann::json::array();
        json["downgrade"] = nlohmann::json::array();
        for (const Operation& each : revision->upgrade) json["upgrade"].push_back(as_json(each));
        for (const Operation& each : revision->downgrade) json["downgrade"].push_back(as_json(each));
        if (!context.output.json) {
            print_out("revision " + revision->id + (revision->message.empty() ? "" : "  " + revision->message) + "\n");
            print_out("file     " + revision->path + "\n");
            print_out("follows  " + (revision->parents.empty() ? "nothing: it is a base" : join(revision->parents, ", ")) + "\n");
            if (const std::vector<std::string> replaced = replaced_ids(*revision); !replaced.empty()) {
                print_out("replaces " + join(replaced, ", ") + "\n");
            }
            print_out("created  " + revision->created + "\n");
            print_out(std::string("reviewed ") + (json["reviewed"].get<bool>() ? "yes" : "no") + "\n");
            if (revision->compatible) print_out("works with programs that do not know it (compatible)\n");
            print_out("\n");
            print_operations("up", revision->upgrade);
            print_operations("down", revision->downgrade);
            if (!revision->irreversible.empty()) print_out("  irreversible: " + revision->irreversible + "\n");
        }
        for (const auto& [dialect, chain] : chains) {
            const auto up = readable_sql(chain, *dialect, before, {{revision, direction::up}});
            std::vector<std::string> down;
            if (revision->irreversible.empty()) {
                down = readable_sql(chain, *dialect, below_and_it, {{revision, direction::down}});
            }
            json["sql"][std::string(dialect->name())] = {{"upgrade", up}, {"downgrade", down}};
            if (!context.output.json) {
                print_out("\n");
                print_statements(dialect->name(), "up", up);
                print_statements(dialect->name(), "down", down);
            }
        }
        if (!context.output.json) print_out("\n");
        all.push_back(json);
    }
    if (context.output.json) print_json({{"revisions", all}});
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_show(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("target", options->target, "head, heads, an id or prefix (default: head); 'current' and '+1' ask the database");
    add_database_option(app, context);
    app.add_option("--dialect", options->dialect, "sqlite or postgresql (default: those of the project)");
    return [&context, options] { return run(context, *options); };
}

}  // namespace migrations
