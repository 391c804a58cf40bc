#include "cli/at_head.h"

#include <string_view>
#include <vector>

#include "revisions/outline.h"

namespace migrations {

std::optional<Graph> outlined_chain(const ProjectSettings& settings) {
    std::optional<std::vector<Revision>> outlines = read_outlines(settings.revision_folders);
    if (!outlines || outlines->empty()) return std::nullopt;
    Diagnostics problems;
    Graph graph(std::move(*outlines), problems);
    if (!problems.empty() || graph.heads().size() != 1) return std::nullopt;
    return graph;
}

outcome check_record(const Graph& chain, const ProjectSettings& settings, Connection& database) {
    std::vector<std::vector<std::string_view>> parents;
    parents.reserve(chain.size());
    std::vector<std::vector<replaced_revision>> replaced;
    replaced.reserve(chain.size());
    std::vector<migration> migrations;
    for (const Revision* revision : chain.order()) {
        parents.emplace_back(revision->parents.begin(), revision->parents.end());
        migration outline;
        outline.id = revision->id;
        outline.parents = {parents.back().data(), parents.back().size()};
        outline.file_hash = revision->file_hash;
        outline.ops_hash = revision->ops_hash;
        outline.chain_hash = chain.chain_hash(*revision);
        std::vector<replaced_revision>& before = replaced.emplace_back();
        for (const ReplacedRevision& each : revision->replaces) before.push_back({each.id, each.ops_hash});
        outline.replaces = {before.data(), before.size()};
        migrations.push_back(outline);
    }
    set known;
    known.project = settings.name;
    known.language = database.language().language();
    known.version_table = settings.version_table;
    known.migrations = {migrations.data(), migrations.size()};
    outcome found = database.check(known, {});
    // Programs may go on with such a database; who works on the chain wants to know.
    if (found && found.database_newer) found.status = status::state;
    return found;
}

}  // namespace migrations
