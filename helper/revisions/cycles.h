#pragma once

#include <cstddef>
#include <vector>

namespace migrations {

// A directed graph of nodes 0, 1, ...: edges[i] holds the nodes that i points to.
using Edges = std::vector<std::vector<std::size_t>>;

// The groups of two or more nodes that can all reach one another, each sorted, by their first
// nodes. A graph without cycles, apart from edges of a node to itself, has none. (Tarjan's strongly
// connected components, without recursion.)
std::vector<std::vector<std::size_t>> cyclic_groups(const Edges& edges);

// A shortest way from the first node of such a group back to itself, each node once: {a, b, c} for
// a to b to c to a.
std::vector<std::size_t> shortest_cycle(const Edges& edges, const std::vector<std::size_t>& group);

}  // namespace migrations
