#include "chains/layout.h"

#include "base/error.h"
#include "base/names.h"

namespace migrations {

const std::vector<Layout>& layouts() {
    static const std::vector<Layout> all = {golang_migrate(), dbmate(), goose(), diesel(), flyway(), sqitch()};
    return all;
}

const Layout* find_layout(std::string_view name) {
    for (const Layout& each : layouts()) {
        if (each.name == name) return &each;
    }
    return nullptr;
}

const Layout& recognise(const ChainFiles& files, const std::string& folder) {
    std::vector<const Layout*> found;
    std::vector<std::string> signs;
    for (const Layout& each : layouts()) {
        const std::string sign = each.evidence(files);
        if (sign.empty()) continue;
        found.push_back(&each);
        signs.push_back(std::string(each.name) + " ('" + sign + "')");
    }
    if (found.size() == 1) return *found.front();
    if (found.size() > 1) {
        throw Error(
            Exit::usage, "'" + folder + "' looks like migrations of " + join(signs, " and of "),
            "say whose they are: --layout " + std::string(found.front()->name) + "; the other files are then left out");
    }
    std::string known;
    for (const Layout& each : layouts())
        known += "\n    " + std::string(each.name) + ": " + std::string(each.looks_like);
    throw Error(Exit::usage, "'" + folder + "' has no migrations that import knows", "it knows" + known);
}

AppliedVersions first_cells(const std::vector<Cells>& rows) {
    AppliedVersions found;
    for (const Cells& row : rows) found.versions.push_back(row[0].value_or(""));
    return found;
}

bool is_true(const std::optional<std::string>& cell) { return cell == "t" || cell == "true" || cell == "1"; }

}  // namespace migrations
