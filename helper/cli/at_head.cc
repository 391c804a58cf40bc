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

bool is_at_head(const Graph& outlined, const ProjectSettings& settings, Connection& database) {
    std::vector<std::vector<std::string_view>> parents;
    parents.reserve(outlined.size());
    std::vector<migration> migrations;
    for (const Revision* revision : outlined.order()) {
        parents.emplace_back(revision->parents.begin(), revision->parents.end());
        migration outline;
        outline.id = revision->id;
        outline.parents = {parents.back().data(), parents.back().size()};
        outline.file_hash = revision->file_hash;
        outline.chain_hash = outlined.chain_hash(*revision);
        migrations.push_back(outline);
    }
    set chain;
    chain.project = settings.name;
    chain.language = database.language().language();
    chain.version_table = settings.version_table;
    chain.migrations = {migrations.data(), migrations.size()};
    return static_cast<bool>(database.check(chain, {}));
}

}  // namespace migrations
