#pragma once

#include <functional>
#include <string>

#include "base/error.h"
#include "revisions/plan.h"
#include "revisions_graphs.h"

namespace migrations {

inline Ids resolved(const Graph& graph, const std::string& word, const Ids& current = {}) {
    return ids(resolve(graph, word, found(graph, current)));
}

inline Ids steps(const std::vector<PlannedStep>& plan, direction way) {
    Ids ids;
    for (const PlannedStep& step : plan) {
        EXPECT_EQ(step.way, way);
        ids.push_back(step.revision->id);
    }
    return ids;
}

inline Ids up(const Graph& graph, const Ids& current, const std::string& word) {
    return steps(plan_upgrade(graph, found(graph, current), word), direction::up);
}

inline Ids down(const Graph& graph, const Ids& current, const std::string& word) {
    return steps(plan_downgrade(graph, found(graph, current), word), direction::down);
}

inline std::string failure(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return std::to_string(static_cast<int>(error.exit)) + ": " + error.what() + " (" +
               error.help + ")";
    }
    return "no error";
}

inline std::string resolve_failure(const Graph& graph, const std::string& word, const Ids& current = {}) {
    return failure([&] { resolved(graph, word, current); });
}

inline std::string up_failure(const Graph& graph, const std::string& word, const Ids& current = {}) {
    return failure([&] { up(graph, current, word); });
}

inline std::string down_failure(const Graph& graph, const std::string& word, const Ids& current = {}) {
    return failure([&] { down(graph, current, word); });
}

inline Revision labelled(Revision revision, const Ids& labels) {
    revision.branch_labels = labels;
    return revision;
}

}  // namespace migrations
