#include "cli/from_database.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "cli/database_check.h"
#include "cli/database_steps.h"
#include "cli/settings.h"
#include "revisions/marks.h"
#include "revisions/targets.h"

namespace migrations {

void require_chain_in_database(const Context& context, const Project& project, const RevisionList& below) {
    const std::unique_ptr<Connection> database = open_database(context, project.settings);
    const RevisionList current = current_heads(project, read_record(*database, project));
    const Marks applied = marked(project.graph, project.graph.lineage(current));
    const bool reached = std::all_of(below.begin(), below.end(),
                                     [&](const Revision* each) { return applied[project.graph.position(*each)]; });
    const bool further = std::any_of(below.begin(), below.end(), [&](const Revision* each) {
        const RevisionList& children = project.graph.children(*each);
        return std::any_of(children.begin(), children.end(),
                           [&](const Revision* child) { return applied[project.graph.position(*child)]; });
    });
    if (!reached || further) {
        throw Error(Exit::state,
                    "the database is at " + listed(current, "and") + ", and the new revision would follow " + listed(below, "and"),
                    "run: migrations upgrade; or say what it follows: --head");
    }
    Scratch scratch({}, postgresql_bindir(context.location));
    Diagnostics drift = database_against_chain(scratch, project, *database);
    if (!has_errors(drift)) return;
    Error error(Exit::not_clean, std::move(drift));
    error.help = "nothing was written: the database is not what the chain makes, and a revision cannot begin with what other "
                 "databases do not have; correct the database, or leave --from-database out";
    throw error;
}

}  // namespace migrations
