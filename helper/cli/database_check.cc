#include "cli/database_check.h"

#include <memory>
#include <string>
#include <vector>

#include "base/names.h"
#include "cli/checks.h"
#include "cli/database_steps.h"
#include "cli/functions.h"
#include "cli/twin.h"
#include "dialects/unfinished_index.h"
#include "diff/diff.h"
#include "operations/replay.h"
#include "scratch/places.h"
#include "scratch/roundtrip.h"

namespace migrations {
namespace {

// What a database shows: a schema, and what a schema has no place for.
struct Shown {
    Schema schema;
    std::vector<LeftOut> others;
};

std::vector<LeftOut> other_things(Connection& database, const std::vector<std::string>& ignored) {
    std::vector<LeftOut> things = database.left_out(ignored);
    std::erase_if(things, is_of_the_server);
    return things;
}

// The chain up to these heads on a new database, as the server shows it.
Shown shown_by_scratch(Scratch& scratch, const Project& project, const Dialect& dialect,
                       const std::vector<const Revision*>& heads) {
    const CompiledChain chain = compile_chain(project, dialect);
    std::vector<PlannedStep> plan;
    for (const Revision* each : project.graph.ancestors(heads)) plan.push_back({each, direction::up});
    const std::vector<move> moves = chain.moves(plan);
    use_functions(scratch, project, chain);
    const std::unique_ptr<Connection> database = scratch.database(dialect);
    require_done(database->run(chain.chain(), {moves.data(), moves.size()}, {}), project);
    const std::vector<std::string> bookkeeping = bookkeeping_tables(project.settings.version_table);
    return {canonical(database->reflect(bookkeeping)), other_things(*database, bookkeeping)};
}

// The database without what the project ignores.
Shown shown_by(Connection& database, const ProjectSettings& settings, const Shown& expected) {
    std::vector<std::string> passed_over = bookkeeping_tables(settings.version_table);
    const Schema all = database.reflect(passed_over);
    Schema kept = canonical(without_ignored(all, settings.ignore, expected.schema));
    for (const Table& table : all.tables) {
        if (kept.table(table.name) == nullptr) passed_over.push_back(table.name);
    }
    return {std::move(kept), without_ignored(other_things(database, passed_over), settings.ignore, expected.others)};
}

}  // namespace

Diagnostics models_against_chain(Scratch& scratch, const Project& project, const Dialect& dialect) {
    const CompiledChain chain = compile_chain(project, dialect);
    use_functions(scratch, project, chain);
    return head_equals_models(scratch, project.graph, chain, dialect, find_drift(project).models, project.settings.render)
        .findings;
}

Diagnostics database_against_chain(Scratch& scratch, const Project& project, Connection& database) {
    const std::vector<const Revision*> heads = current_heads(project, read_record(database, project));
    Diagnostics findings;
    const Schema chain = schema_at(project.graph, heads, findings);
    const Dialect& dialect = database.language();
    const Shown expected = shown_by_scratch(scratch, project, dialect, heads);
    const Shown found = shown_by(database, project.settings, expected);
    const Location elsewhere = heads.empty() ? Location{project.settings.config_path, 0, 0} : Location(heads.front()->origin);
    const std::string opening =
        "the database is not what " + (heads.empty() ? "base" : "revision " + ids_of(heads)) + " leaves: ";
    const auto report = [&](const Location& place, const std::string& what) {
        findings.push_back(error_at(place, "database-drift", opening + what));
    };
    Shown whole = found;
    for (const UnfinishedIndex& each : take_unfinished(whole.schema)) {
        report(place_of({CreateIndex{each.table, each.index}, {}}, {&chain}, elsewhere),
               "index '" + each.index.name + "' of table '" + each.table + "' is invalid: its creation did not end");
        findings.back().help = "run REINDEX INDEX CONCURRENTLY, or drop it and make it again: no query uses it";
    }
    for (const Operation& each : diff(expected.schema, whole.schema)) {
        report(place_of(each, {&chain}, elsewhere), summary(each));
    }
    for (const std::string& each : differences(expected.others, found.others)) report(elsewhere, each);
    if (!findings.empty() && findings.back().help.empty()) {
        findings.back().help = "somebody changed the database by hand: take the change back, or write it into a revision and, here, "
                               "record that it was applied (migrations stamp); what is none of this project's business goes into "
                               "[ignore] of " + project.settings.config_path;
    }
    return findings;
}

}  // namespace migrations
