#include "cli/import_stamp.h"

#include <memory>
#include <string_view>

#include "base/error.h"
#include "cli/database_steps.h"
#include "cli/settings.h"

namespace migrations {

void require_unrecorded(Connection& database, const Project& project, const std::string& revision) {
    const recorded record = read_record(database, project);
    if (record.heads.empty()) return;
    throw Error(Exit::state,
                "the database records revision " + record.heads.front().revision + " of project '" +
                    record.heads.front().project + "' already",
                "leave --stamp out; afterwards 'migrations stamp " + revision + " --yes' replaces the record");
}

void stamp_imported(const Context& context, const DatabaseUrl& url, const std::string& revision, NewFiles& files,
                    const std::function<void(Connection&)>& look) {
    Parts parts;
    parts.models = false;
    const Project project = load_project(read_project(context.location), parts);
    require_sound(project, false);
    try {
        const std::unique_ptr<Connection> database = open_connection(url, {});
        look(*database);
        const CompiledChain chain = compile_chain(project, database->language());
        const std::string_view ids[] = {revision};
        require_done(database->stamp(chain.chain(), {ids, 1}, false, run_options(context, "migrations import")), project);
    } catch (Error& error) {
        std::string state = nothing_written;
        if (error.exit == Exit::in_doubt) {
            files.keep();
            state = "the files are written: see what 'migrations current --database URL' says, and record the revision with "
                    "'migrations stamp " + revision + " --database URL'";
        }
        error.help += (error.help.empty() ? "" : "; ") + state;
        throw;
    }
}

}  // namespace migrations
