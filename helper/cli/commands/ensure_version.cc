#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/database_options.h"
#include "cli/database_steps.h"
#include "cli/json.h"

namespace migrations {
namespace {

Exit run(const Context& context) {
    const Project project = sound_chain(context.location);
    const std::unique_ptr<Connection> database = open_database(context, project.settings);
    const recorded record = read_record(*database, project);
    (void)current_heads(project, record);  // refuses the record of another project
    const bool there = record.version_table;
    if (!there && !record.empty) {
        throw Error(Exit::state, "the database is not empty, and nothing is recorded: it holds '" + join(record.objects, "', '") + "'",
                    "if it is the one that was meant, say where it is: migrations stamp base, or another revision");
    }
    if (!there) {
        const set chain = naked_set(project, database->language());
        require_done(database->stamp(chain, {}, false, run_options(context, "migrations ensure-version")), project);
    }
    if (context.output.json) {
        print_json({{"database", database->label()}, {"version_table", project.settings.version_table}, {"made", !there}});
    } else if (!context.output.quiet) {
        print_out(there ? "the table '" + project.settings.version_table + "' is there already\n"
                        : "made the tables that record revisions: '" + project.settings.version_table + "'\n");
    }
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_ensure_version(CLI::App& app, Context& context) {
    add_database_option(app, context);
    app.add_flag("--create", context.create, "make the SQLite file when there is none");
    add_lock_timeout_option(app, context);
    return [&context] {
        context.can_create = true;
        return run(context);
    };
}

}  // namespace migrations
