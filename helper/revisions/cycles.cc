#include "revisions/cycles.h"

#include <algorithm>
#include <limits>

namespace migrations {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

// Where the search stands in a node: how many of its edges it has followed.
struct Visit {
    std::size_t node;
    std::size_t followed = 0;
};

class GroupSearch {
public:
    explicit GroupSearch(const Edges& edges)
        : edges_(edges),
          number_(edges.size(), none),
          lowest_(edges.size(), none),
          open_(edges.size(), false) {}

    std::vector<std::vector<std::size_t>> groups() {
        for (std::size_t node = 0; node < edges_.size(); ++node) {
            if (number_[node] == none) search_from(node);
        }
        std::sort(groups_.begin(), groups_.end());
        return std::move(groups_);
    }

private:
    void enter(std::size_t node) {
        number_[node] = lowest_[node] = next_number_++;
        open_nodes_.push_back(node);
        open_[node] = true;
        visits_.push_back({node});
    }

    void search_from(std::size_t root) {
        enter(root);
        while (!visits_.empty()) {
            Visit& visit = visits_.back();
            const std::size_t node = visit.node;
            if (visit.followed < edges_[node].size()) {
                const std::size_t to = edges_[node][visit.followed++];
                if (number_[to] == none) {
                    enter(to);
                } else if (open_[to]) {
                    lowest_[node] = std::min(lowest_[node], number_[to]);
                }
                continue;
            }
            visits_.pop_back();
            if (!visits_.empty()) {
                const std::size_t from = visits_.back().node;
                lowest_[from] = std::min(lowest_[from], lowest_[node]);
            }
            if (lowest_[node] == number_[node]) close_group(node);
        }
    }

    void close_group(std::size_t root) {
        std::vector<std::size_t> group;
        do {
            group.push_back(open_nodes_.back());
            open_[open_nodes_.back()] = false;
            open_nodes_.pop_back();
        } while (group.back() != root);
        if (group.size() == 1) return;
        std::sort(group.begin(), group.end());
        groups_.push_back(std::move(group));
    }

    const Edges& edges_;
    std::vector<std::size_t> number_;  // in the order of the search; `none`: not visited yet
    std::vector<std::size_t> lowest_;  // the lowest number that is reached over open nodes
    std::vector<bool> open_;
    std::vector<std::size_t> open_nodes_;
    std::vector<Visit> visits_;
    std::vector<std::vector<std::size_t>> groups_;
    std::size_t next_number_ = 0;
};

}  // namespace

std::vector<std::vector<std::size_t>> cyclic_groups(const Edges& edges) {
    return GroupSearch(edges).groups();
}

std::vector<std::size_t> shortest_cycle(const Edges& edges, const std::vector<std::size_t>& group) {
    // Breadth first; nodes are named by their position in the group, so that many small groups stay
    // cheap.
    std::vector<std::size_t> came_from(group.size(), none);
    std::vector<std::size_t> queue{0};
    for (std::size_t next = 0; next < queue.size(); ++next) {
        const std::size_t from = queue[next];
        for (const std::size_t to : edges[group[from]]) {
            if (to == group.front()) {
                std::vector<std::size_t> cycle;
                for (std::size_t at = from; at != 0; at = came_from[at]) cycle.push_back(group[at]);
                cycle.push_back(group.front());
                std::reverse(cycle.begin(), cycle.end());
                return cycle;
            }
            const auto found = std::lower_bound(group.begin(), group.end(), to);
            if (found == group.end() || *found != to) continue;  // no way back from there
            const auto position = static_cast<std::size_t>(found - group.begin());
            if (came_from[position] != none) continue;
            came_from[position] = from;
            queue.push_back(position);
        }
    }
    return {};
}

}  // namespace migrations
