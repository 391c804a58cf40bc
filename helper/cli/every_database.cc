#include "cli/every_database.h"

#include <nlohmann/json.hpp>

#include "base/names.h"
#include "cli/json.h"
#include "cli/shell_command.h"

namespace migrations {
namespace {

// What the command says of one database: printed, or with --json kept in `json`.
Exit run_one(const std::function<Exit()>& run, const Context& context, nlohmann::json& json) {
    try {
        if (!context.output.json) return run();
        const KeptJson kept;
        const Exit exit = run();
        json = kept.object();
        return exit;
    } catch (const Error& error) {
        const std::string text = describe(error, context.output);
        if (context.output.json) {
            json = nlohmann::json::parse(text);
        } else {
            print_error(text);
        }
        return error.exit;
    }
}

}  // namespace

Exit run_for_every_database(const std::function<Exit()>& run, bool stops, Context& context) {
    context.location.name.clear();
    const std::vector<std::string> names = database_names(context.location);
    if (names.empty()) return run();
    if (!context.database.empty()) {
        throw Error(Exit::usage, "--database names one database, and -n all means " + count_of(names.size(), "database"),
                    "leave one of them out");
    }
    Exit first = Exit::ok;
    nlohmann::json databases = nlohmann::json::object();
    for (const std::string& name : names) {
        context.location.name = name;
        say_in_commands("-n " + shell_word(name));
        if (!context.output.json && !context.output.quiet) print_out("[" + name + "]\n");
        const Exit exit = run_one(run, context, databases[name]);
        if (first == Exit::ok) first = exit;
        if (stops && exit != Exit::ok) break;
    }
    if (context.output.json) print_json({{"exit", static_cast<int>(first)}, {"databases", databases}});
    return first;
}

}  // namespace migrations
