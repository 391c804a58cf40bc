#include "cli/embedded_schema.h"

#include "cli/checks.h"
#include "schema/schema_hash.h"

namespace migrations {

std::string embedded_schema_hash(const Project& project) {
    if (!project.settings.has_models() || project.graph.size() == 0 || has_stray_heads(project.graph)) return "";
    // Models with mistakes are the check's business; they have no schema that the migrations could have.
    if (has_errors(project.model_problems)) {
        Diagnostics ignored;
        return schema_hash(schema_at(project.graph, project.graph.heads(), ignored));
    }
    const Drift drift = find_drift(project);
    return schema_hash(drift.operations.empty() ? project.model.schema : drift.chain);
}

std::string embedded_head(const Project& project) {
    const RevisionList heads = project.graph.heads();
    return heads.size() == 1 ? heads.front()->id : "";
}

}  // namespace migrations
