#include "cli/squash_proof.h"

#include <algorithm>
#include <utility>

#include "base/names.h"
#include "cli/functions.h"
#include "cli/settings.h"
#include "codegen/compiled.h"
#include "dialects/dialects.h"
#include "diff/condense.h"
#include "operations/replay.h"
#include "revisions/lost.h"
#include "scratch/same_end.h"

namespace migrations {
namespace {

CompiledChain compiled(const Graph& graph, const ProjectSettings& settings, const Dialect& dialect) {
    Diagnostics problems;
    CompiledChain chain(graph, dialect, settings.render, settings.name, settings.version_table, problems);
    if (!has_errors(problems)) return chain;
    Error error(Exit::graph, std::move(problems));
    error.help = "nothing was written";
    throw error;
}

// What is there before the squashed revisions, and after them.
struct Ends {
    Schema before;
    Schema after;
};

Ends ends_of(const Graph& graph, const Revision& revision) {
    Diagnostics problems;
    Ends ends;
    ends.before = schema_at(graph, graph.needs(revision), problems);
    RelationNames names;
    ends.after = upgraded(revision, ends.before, problems, names);
    if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
    return ends;
}

// Empty when both do the same.
std::vector<std::string> untrue(Scratch& scratch, const Project& project, const Squash& squash, const Dialect& dialect,
                                std::vector<std::string>& unfilled) {
    const Graph after = squashed_graph(project.graph, squash, squash.revision);
    const Revision& made = *after.find(squash.revision.id);
    RevisionList below = after.ancestors(after.needs(made));
    RevisionList below_in_old;
    for (const Revision* each : below) below_in_old.push_back(project.graph.find(each->id));
    const CompiledChain old_chain = compiled(project.graph, project.settings, dialect);
    const CompiledChain new_chain = compiled(after, project.settings, dialect);
    use_functions(scratch, project, old_chain);
    return different_ends(scratch, dialect, {project.graph, old_chain, std::move(below_in_old), squash.squashed},
                          {after, new_chain, std::move(below), {&made}}, made.irreversible.empty(), project.settings.tests.rows,
                          unfilled);
}

}  // namespace

ProvenSquash prove_squash(const Context& context, const Project& project, Squash squash,
                          const std::vector<const Dialect*>& dialects) {
    const Graph graph = squashed_graph(project.graph, squash, squash.revision);
    const Ends ends = ends_of(graph, *graph.find(squash.revision.id));
    std::erase_if(squash.revision.lost, [&](const std::string& name) {
        return !has_name(ends.before, name) && !has_name(ends.after, name);
    });
    Squash shorter = squash;
    const DialectNames names = names_of(project.settings.dialects);
    shorter.revision.upgrade = condensed(squash.revision.upgrade, ends.before, names);
    shorter.revision.downgrade = condensed(squash.revision.downgrade, ends.after, names);

    Scratch scratch({}, postgresql_bindir(context.location));
    ProvenSquash proven;
    for (const Dialect* each : dialects) proven.dialects.emplace_back(each->name());
    std::vector<std::string> lines;
    for (Squash* candidate : {&shorter, &squash}) {
        lines.clear();
        for (const Dialect* dialect : dialects) {
            try {
                for (const std::string& each : untrue(scratch, project, *candidate, *dialect, proven.unfilled)) {
                    lines.push_back(std::string(dialect->name()) + ", " + each);
                }
            } catch (const Error& error) {
                // What is shorter may not run where the long way does.
                if (candidate == &squash || error.exit != Exit::sql_failed) throw;
                lines.emplace_back(error.what());
            }
        }
        if (!lines.empty()) continue;
        proven.squash = std::move(*candidate);
        return proven;
    }
    throw Error(Exit::not_clean, "one revision would not do the same as these:\n    " + join(lines, "\n    "),
                "nothing was written; squash a smaller range");
}

}  // namespace migrations
