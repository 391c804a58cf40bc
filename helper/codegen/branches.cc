#include "codegen/branches.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/names.h"
#include "codegen/compiled.h"
#include "operations/replay.h"
#include "revisions/marks.h"

namespace migrations {

Schema Foundations::below(const Revision& revision) {
    const RevisionList& needs = graph_.needs(revision);
    if (needs.empty()) return {};
    if (needs.size() > 1) return joined(needs);
    const auto found = left_.find(needs.front());
    return --found->second.users == 0 ? std::move(left_.extract(found).mapped().schema) : found->second.schema;
}

void Foundations::leaves(const Revision& revision, Schema schema) {
    const RevisionList& users = graph_.users(revision);
    const auto count = std::count_if(users.begin(), users.end(),
                                     [&](const Revision* user) { return graph_.needs(*user).size() == 1; });
    if (count > 0) left_.emplace(&revision, Left{std::move(schema), count});
}

// Branches that contradict one another do so again at each revision that joins them.
Schema Foundations::joined(const RevisionList& needs) {
    Diagnostics problems;
    Schema schema = schema_at(graph_, needs, problems);
    for (Diagnostic& each : problems) {
        if (said_.insert(to_string(each)).second) diagnostics_.push_back(std::move(each));
    }
    return schema;
}

bool has_branches(const Graph& graph) {
    return std::any_of(graph.order().begin(), graph.order().end(), [&](const Revision* each) {
        const std::size_t at = graph.position(*each);
        return at > 0 && (graph.needs(*each).size() != 1 || graph.needs(*each).front() != graph.order()[at - 1]);
    });
}

namespace {

void add_tables(const Operations& operations, std::set<std::string>& tables) {
    for (const Operation& each : operations) {
        tables.insert(lower(table_of(each)));
        if (const auto* rename = std::get_if<RenameTable>(&each.change)) tables.insert(lower(rename->to));
        const auto* execute = std::get_if<Execute>(&each.change);
        if (execute != nullptr && execute->effects) add_tables(*execute->effects, tables);
    }
}

}  // namespace

OtherBranches::OtherBranches(const Graph& graph) : graph_(graph) {
    for (const Revision* each : graph.order()) add_tables(each->upgrade, touched_.emplace_back());
}

std::set<std::string> OtherBranches::tables_of_others(const Revision& revision) const {
    const Marks below = marked(graph_, graph_.ancestors({&revision}));
    Marks self(graph_.size());
    self[graph_.position(revision)] = true;
    const Marks above = marked(graph_, standing_on(graph_, graph_.order(), self));
    std::set<std::string> tables;
    for (std::size_t at = 0; at < touched_.size(); ++at) {
        if (!below[at] && !above[at]) tables.insert(touched_[at].begin(), touched_[at].end());
    }
    return tables;
}

void OtherBranches::mark(Script& script, const Revision& revision) const {
    const auto rebuilds = [](const Step& step) { return step.is_rebuild(); };
    if (std::none_of(script.steps.begin(), script.steps.end(), rebuilds)) return;
    const std::set<std::string> tables = tables_of_others(revision);
    for (Step& step : script.steps) step.shared = step.is_rebuild() && tables.contains(lower(step.table));
}

}  // namespace migrations
