#include "scratch/sql_effects.h"

#include <memory>
#include <utility>

#include "base/error.h"
#include "base/names.h"
#include "codegen/compiled.h"
#include "diff/diff.h"
#include "diff/effective.h"
#include "operations/replay.h"
#include "scratch/chain_terms.h"
#include "scratch/look.h"

namespace migrations {
namespace {

Look look_at(Connection& database, const ChainPlace& place) {
    return look_at(database, record_tables(place.version_table));
}

void run_moves(Connection& database, const CompiledChain& chain, const std::vector<PlannedStep>& way) {
    const std::vector<move> moves = chain.moves(way);
    options how;
    how.application = "migrations revision --sql";
    const outcome result = database.run(chain.chain(), {moves.data(), moves.size()}, how);
    if (result) return;
    Error error(static_cast<Exit>(result.status), "revision '" + result.revision + "' cannot be run on a scratch database: " +
                                                      result.message, result.help);
    error.sql = result.sql;
    error.code = result.code;
    throw error;
}

CompiledChain compiled(const ChainPlace& place) {
    Diagnostics problems;
    CompiledChain chain(place.graph, place.dialect, place.render, place.project, place.version_table, problems);
    if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
    return chain;
}

std::vector<PlannedStep> way_to(const ChainPlace& place) {
    std::vector<PlannedStep> way;
    for (const Revision* each : place.graph.ancestors(place.heads)) way.push_back({each, direction::up});
    return way;
}

Error cannot_be_said(const RawScript& script, const std::vector<std::string>& lines) {
    return Error(Exit::refused,
                 {error_at(script.place(0), "effects",
                           "what this SQL does cannot be written as operations: " +
                               join(lines, "; "),
                           "nothing was written; write the revision by hand: migrations revision -m MESSAGE, with an execute "
                           "operation and its effects")});
}

// The schema of the chain after the SQL, proven: its own DDL shows the server what the SQL left.
Schema proven_target(Scratch& scratch, const ChainPlace& place, const SeenChange& seen, const Schema& before,
                     const Schema& chain, bool per_dialect, const RawScript& script) {
    std::vector<std::string> lines;
    for (const bool portable : {true, false}) {
        Schema target = in_chain_terms(seen, place.dialect, {portable, per_dialect});
        try {
            lines = differences(scratch.as_read_back(place.dialect, target, place.render), seen.after);
        } catch (const Error& error) {
            // SQLite takes NULL in a key that does not forbid it, and other things that no operation makes.
            if (error.exit != Exit::graph && error.exit != Exit::sql_failed) throw;
            lines = {error.what()};
        }
        if (lines.empty()) return target;
    }
    const std::vector<std::string> earlier = differences(scratch.as_read_back(place.dialect, chain, place.render), before);
    if (earlier.empty()) throw cannot_be_said(script, lines);
    throw Error(Exit::refused, "the chain does not say truly what its database holds: " + join(earlier, "; "),
                "nothing was written; an execute operation below states effects that it does not have: run 'migrations test'");
}

Operations checked_diff(const Schema& from, const Schema& to, const RenameHints& hints, const RawScript& script) {
    Operations operations = diff(from, to, hints);
    Diagnostics problems;
    const Schema reached = replay(operations, from, problems);
    if (!problems.empty()) throw cannot_be_said(script, {problems.front().message});
    const Operations left = diff(reached, to);
    if (!left.empty()) throw cannot_be_said(script, {summary(left.front())});
    for (Operation& each : operations) each.origin = {};
    return operations;
}

void require_restored(const Look& before, const Look& restored, const RawScript& down) {
    const std::vector<std::string> lines = differences(before, restored);
    if (lines.empty()) return;
    throw Error(Exit::refused, {error_at(down.place(0), "not-restored",
                                         "after the SQL up and down the database is not what it was: " + join(lines, "; "),
                                         "nothing was written; correct " + down.file.path)});
}

}  // namespace

SqlEffects find_effects(Scratch& scratch, const ChainPlace& place, const RawScript& up, const RawScript* down,
                        bool per_dialect) {
    Diagnostics ignored;
    const Schema chain = schema_at(place.graph, place.heads, ignored);
    const std::unique_ptr<Connection> database = scratch.database(place.dialect);
    run_moves(*database, compiled(place), way_to(place));

    SqlEffects found;
    found.transactional = !up.raw.refuses_transaction && (down == nullptr || !down->raw.refuses_transaction);
    const Look before = look_at(*database, place);
    run_raw_script(*database, up, found.transactional);
    const Look after = look_at(*database, place);
    const RenameHints hints = renames_between(before, after, up.raw.statements, place.dialect);
    const auto renamed = [&](const Schema& schema) {
        return with_new_names(schema, effective_renames(schema, after.schema, hints), after.schema);
    };
    const SeenChange seen = {renamed(chain), renamed(before.schema), after.schema, up.raw.statements};
    const Schema target = proven_target(scratch, place, seen, before.schema, chain, per_dialect, up);
    found.up = checked_diff(chain, target, hints, up);
    found.beside = changes_beside(before, after);
    if (down == nullptr) return found;

    run_raw_script(*database, *down, found.transactional);
    const Look restored = look_at(*database, place);
    require_restored(before, restored, *down);
    found.down = checked_diff(target, chain, renames_between(after, restored, down->raw.statements, place.dialect), *down);
    return found;
}

std::vector<std::string> unrestored(Scratch& scratch, const ChainPlace& place, const Revision& revision) {
    const std::unique_ptr<Connection> database = scratch.database(place.dialect);
    const CompiledChain chain = compiled(place);
    run_moves(*database, chain, way_to(place));
    const Look before = look_at(*database, place);
    run_moves(*database, chain, {{&revision, direction::up}});
    if (!revision.irreversible.empty()) return {};
    run_moves(*database, chain, {{&revision, direction::down}});
    return differences(before, look_at(*database, place));
}

}  // namespace migrations
