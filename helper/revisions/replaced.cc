#include "revisions/replaced.h"

#include <algorithm>

#include "base/sha256.h"
#include "revisions/id.h"

namespace migrations {

std::optional<ReplacedRevision> parse_replaced(std::string_view text) {
    constexpr std::string_view label = " ops=";
    const std::size_t at = text.find(label);
    if (at == std::string_view::npos) return std::nullopt;
    ReplacedRevision replaced{std::string(text.substr(0, at)), std::string(text.substr(at + label.size()))};
    if (!is_revision_id(replaced.id) || !is_sha256(replaced.ops_hash)) return std::nullopt;
    return replaced;
}

std::string print_replaced(const ReplacedRevision& replaced) {
    return replaced.id + " ops=" + replaced.ops_hash;
}

bool stands_for(const Revision& revision, std::string_view id) {
    return std::any_of(revision.replaces.begin(), revision.replaces.end(),
                       [&](const ReplacedRevision& each) { return each.id == id; });
}

std::vector<std::string> replaced_ids(const Revision& revision) {
    std::vector<std::string> ids;
    for (const ReplacedRevision& each : revision.replaces) {
        if (each.id != revision.id && std::find(ids.begin(), ids.end(), each.id) == ids.end()) ids.push_back(each.id);
    }
    return ids;
}

const Revision* squashed_into(const Graph& graph, std::string_view id) {
    for (const Revision* each : graph.order()) {
        if (each->id != id && stands_for(*each, id)) return each;
    }
    return nullptr;
}

}  // namespace migrations
