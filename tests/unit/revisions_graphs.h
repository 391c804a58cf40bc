#pragma once

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "revisions/graph.h"

namespace migrations {

using Ids = std::vector<std::string>;

// A revision as it stands in the file "<id>.toml".
inline Revision revision(const std::string& id, Ids parents = {}, Ids depends_on = {}) {
    Revision revision;
    revision.id = id;
    revision.parents = std::move(parents);
    revision.depends_on = std::move(depends_on);
    revision.path = id + ".toml";
    revision.file_hash = sha256(id);
    revision.ops_hash = sha256("ops of " + id);
    revision.origin = Location{revision.path, 1, 17};
    revision.parents_origin = Location{revision.path, 2, 17};
    revision.depends_on_origin = Location{revision.path, 3, 17};
    revision.labels_origin = Location{revision.path, 4, 17};
    return revision;
}

inline Ids ids(const std::vector<const Revision*>& revisions) {
    Ids ids;
    for (const Revision* each : revisions) ids.push_back(each->id);
    return ids;
}

inline std::vector<const Revision*> found(const Graph& graph, const Ids& ids) {
    std::vector<const Revision*> revisions;
    for (const std::string& id : ids) revisions.push_back(graph.find(id));
    return revisions;
}

inline Graph valid(std::vector<Revision> revisions) {
    Diagnostics diagnostics;
    Graph graph(std::move(revisions), diagnostics);
    EXPECT_EQ(to_string(diagnostics), "");
    return graph;
}

// Revisions "r0", "r1", ..., each the child of the one before.
inline std::vector<Revision> chain(std::size_t length) {
    std::vector<Revision> revisions;
    for (std::size_t i = 0; i < length; ++i) {
        const Ids parents = i == 0 ? Ids{} : Ids{"r" + std::to_string(i - 1)};
        revisions.push_back(revision("r" + std::to_string(i), parents));
    }
    return revisions;
}

// The revision and all that must be applied before it, by going over the list until nothing is added.
inline std::set<std::string> naive_ancestors(const std::vector<Revision>& revisions,
                                      const std::string& id) {
    std::set<std::string> all{id};
    for (bool grown = true; grown;) {
        grown = false;
        for (const Revision& each : revisions) {
            if (!all.contains(each.id)) continue;
            for (const std::string& parent : each.parents) grown |= all.insert(parent).second;
            for (const std::string& other : each.depends_on) grown |= all.insert(other).second;
        }
    }
    return all;
}

}  // namespace migrations
