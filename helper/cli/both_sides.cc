#include "cli/both_sides.h"

#include <algorithm>
#include <map>
#include <set>
#include <variant>

#include "operations/replay.h"

namespace migrations {
namespace {

bool is_about_the_table(const Operation& operation) {
    return std::holds_alternative<CreateTable>(operation.change) || std::holds_alternative<DropTable>(operation.change) ||
           std::holds_alternative<RenameTable>(operation.change);
}

// What the revisions of one side touch; each with the first that does.
struct Side {
    std::map<std::string, const Revision*> subjects;
    std::map<std::string, const Revision*> tables;  // that it makes, drops or renames
    std::map<std::string, const Revision*> used;    // tables in which it changes something
};

void add(Side& side, const Operation& operation, const Revision& revision) {
    if (const auto* execute = std::get_if<Execute>(&operation.change)) {
        if (!execute->effects) return;
        for (const Operation& each : *execute->effects) add(side, each, revision);
        return;
    }
    side.subjects.emplace(subject(operation), &revision);
    const std::string table = table_of(operation);
    if (table.empty()) return;
    (is_about_the_table(operation) ? side.tables : side.used).emplace(table, &revision);
}

// What is below `head` and not below `other`.
Side side_of(const Graph& graph, const Revision& head, const Revision& other) {
    const RevisionList common = graph.lineage({&other});
    const std::set<const Revision*> left_out(common.begin(), common.end());
    Side side;
    for (const Revision* each : graph.lineage({&head})) {
        if (left_out.contains(each)) continue;
        for (const Operation& operation : each->upgrade) add(side, operation, *each);
    }
    return side;
}

void compare_subjects(const Side& one, const Side& other, std::vector<Overlap>& found) {
    for (const auto& [subject, revision] : one.subjects) {
        const auto same = other.subjects.find(subject);
        if (same != other.subjects.end()) found.push_back({subject, revision, same->second, false});
    }
}

// One side does something to a table as a whole in which the other changes something.
void compare_tables(const Side& one, const Side& other, std::vector<Overlap>& found) {
    for (const auto& [table, revision] : one.tables) {
        const auto used = other.used.find(table);
        if (used != other.used.end()) found.push_back({table, revision, used->second, true});
    }
}

}  // namespace

std::vector<Overlap> overlaps(const Graph& graph, const RevisionList& heads) {
    std::vector<Overlap> found;
    for (std::size_t i = 0; i < heads.size(); ++i) {
        for (std::size_t j = i + 1; j < heads.size(); ++j) {
            const Side one = side_of(graph, *heads[i], *heads[j]);
            const Side other = side_of(graph, *heads[j], *heads[i]);
            compare_subjects(one, other, found);
            compare_tables(one, other, found);
            compare_tables(other, one, found);
        }
    }
    // Two heads may have a part of their side in common.
    std::vector<Overlap> once;
    for (const Overlap& each : found) {
        if (std::find(once.begin(), once.end(), each) == once.end()) once.push_back(each);
    }
    return once;
}

std::string told(const std::vector<Overlap>& overlaps) {
    std::string text;
    for (const Overlap& each : overlaps) {
        const auto named = [](const Revision* revision) { return revision->id + " (" + revision->path + ")"; };
        text += each.whole_table ? named(each.one) + " makes, drops or renames the table '" + each.subject + "', and " +
                                       named(each.other) + " changes it\n"
                                 : "both sides change " + each.subject + ": " + named(each.one) + " and " + named(each.other) + "\n";
    }
    return text;
}

}  // namespace migrations
