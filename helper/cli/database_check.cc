#include "cli/database_check.h"

#include <memory>
#include <string>

#include "base/names.h"
#include "cli/checks.h"
#include "cli/database_steps.h"
#include "cli/twin.h"
#include "diff/diff.h"
#include "operations/replay.h"
#include "scratch/places.h"
#include "scratch/roundtrip.h"

namespace migrations {
namespace {

// The chain up to these heads on a new database, as the server shows it.
Schema shown_by_scratch(Scratch& scratch, const Project& project, const Dialect& dialect,
                        const std::vector<const Revision*>& heads) {
    const CompiledChain chain = compile_chain(project, dialect);
    std::vector<PlannedStep> plan;
    for (const Revision* each : project.graph.ancestors(heads)) plan.push_back({each, direction::up});
    const std::vector<move> moves = chain.moves(plan);
    const std::unique_ptr<Connection> database = scratch.database(dialect);
    require_done(database->run(chain.chain(), {moves.data(), moves.size()}, {}), project);
    return canonical(database->reflect(bookkeeping_tables(project.settings.version_table)));
}

}  // namespace

Diagnostics models_against_chain(Scratch& scratch, const Project& project, const Dialect& dialect) {
    const CompiledChain chain = compile_chain(project, dialect);
    return head_equals_models(scratch, project.graph, chain, dialect, find_drift(project).models, project.settings.render)
        .findings;
}

Diagnostics database_against_chain(Scratch& scratch, const Project& project, Connection& database) {
    const std::vector<const Revision*> heads = current_heads(project, read_record(database, project));
    Diagnostics findings;
    const Schema chain = schema_at(project.graph, heads, findings);
    const Dialect& dialect = database.language();
    const Schema expected = shown_by_scratch(scratch, project, dialect, heads);
    Schema found = database.reflect(bookkeeping_tables(project.settings.version_table));
    found = canonical(without_ignored(std::move(found), project.settings.ignore, expected));
    const Location elsewhere = heads.empty() ? Location{project.settings.config_path, 0, 0} : Location(heads.front()->origin);
    for (const Operation& each : diff(expected, found)) {
        findings.push_back(error_at(place_of(each, {&chain}, elsewhere), "database-drift",
                                    "the database is not what " + (heads.empty() ? "base" : "revision " + ids_of(heads)) +
                                        " leaves: " + summary(each)));
    }
    if (!findings.empty()) {
        findings.back().help = "somebody changed the database by hand: take the change back, or write it into a revision and, here, "
                               "record that it was applied (migrations stamp); what is none of this project's business goes into "
                               "[ignore] of " + project.settings.config_path;
    }
    return findings;
}

}  // namespace migrations
