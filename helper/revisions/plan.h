#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <migrations/script.hpp>

#include "revisions/graph.h"

namespace migrations {

struct PlannedStep {
    const Revision* revision = nullptr;
    direction way = direction::up;
    bool operator==(const PlannedStep&) const = default;
};

// The revisions that a word names: "head" (an error with several), "heads", "base" (none),
// "current", an id, an unambiguous prefix, "id+2", "id-1", "head-1", and, counted from `current`,
// "+1", "-2". Throws Error graph (exit 4: no such or an ambiguous revision, several heads; says
// which and what to do), usage (malformed), or state (a count from `current` that goes beyond the
// end).
std::vector<const Revision*> resolve(const Graph& graph, std::string_view target,
                                     const std::vector<const Revision*>& current);

// The way from what is applied (`current` heads) up to the target, parents and dependencies first;
// empty when there is nothing to do. "+2" is exactly two revisions: those that continue what is
// applied, or where there are none of these the only ones that are left. Throws Error as resolve();
// usage for "-1".
std::vector<PlannedStep> plan_upgrade(const Graph& graph,
                                      const std::vector<const Revision*>& current,
                                      std::string_view target);

// The way down to the target, children first: everything goes that stands on the target, and what
// depends on it; other branches stay. "id-2" takes back `id` and the one before, with all that
// stands on them. "-1" takes back the newest applied revision; with several heads that is
// ambiguous: Error graph. A target that is not below the current heads is an Error state; "+1" is
// an Error usage.
std::vector<PlannedStep> plan_downgrade(const Graph& graph,
                                        const std::vector<const Revision*>& current,
                                        std::string_view target);

// "a:b" split at the colon; "b" and ":b" begin at base, "a:" ends at the heads. One side must lead
// to the other, up or down: Error graph otherwise. `current` is what is applied, for "current" and
// "+1"; null without a database, which makes these an Error usage.
struct Range {
    std::vector<const Revision*> from;  // heads; empty: base
    std::vector<const Revision*> to;
    bool operator==(const Range&) const = default;
};
Range resolve_range(const Graph& graph, std::string_view range,
                    const std::vector<const Revision*>* current = nullptr);

}  // namespace migrations
