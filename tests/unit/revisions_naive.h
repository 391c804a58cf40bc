#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "revisions/revision.h"

namespace migrations::naive {

// The meaning of a revision graph by its definitions: sets of ids, and rules that are applied until
// nothing changes any more. Slow, and shares nothing with helper/revisions. It takes revisions
// without mistakes.

using Id = std::string;
using IdSet = std::set<Id>;
using IdList = std::vector<Id>;

// How the tool ends where a word does not lead anywhere: its exit code.
struct Refused {
    int exit;
};
[[noreturn]] inline void refuse_graph() { throw Refused{4}; }
[[noreturn]] inline void refuse_state() { throw Refused{6}; }
[[noreturn]] inline void refuse_usage() { throw Refused{2}; }

inline IdSet united(IdSet a, const IdSet& b) {
    a.insert(b.begin(), b.end());
    return a;
}
inline IdSet without(IdSet a, const IdSet& b) {
    for (const Id& each : b) a.erase(each);
    return a;
}
inline IdSet common(const IdSet& a, const IdSet& b) {
    IdSet both;
    for (const Id& each : a) {
        if (b.count(each) != 0) both.insert(each);
    }
    return both;
}
inline bool holds(const IdSet& all, const IdSet& some) { return common(all, some) == some; }
inline bool has(const IdSet& all, const Id& one) { return all.count(one) != 0; }
inline Id only(const IdSet& one) { return *one.begin(); }

class Graph {
public:
    explicit Graph(const std::vector<Revision>& revisions) {
        for (const Revision& each : revisions) {
            all.insert(each.id);
            parents[each.id] = {each.parents.begin(), each.parents.end()};
            for (const Id& parent : each.parents) children_of[parent].insert(each.id);
            times[each.id] = each.created;
            for (const std::string& label : each.branch_labels) labels[label] = each.id;
        }
        for (const Revision& each : revisions) {
            for (const std::string& name : each.depends_on) {
                depends[each.id].insert(has(all, name) ? name : labels.at(name));
            }
        }
        while (order.size() < all.size()) {
            const IdSet placed(order.begin(), order.end());
            IdList ready;
            for (const Id& each : without(all, placed)) {
                if (holds(placed, needs(each))) ready.push_back(each);
            }
            order.push_back(*std::min_element(ready.begin(), ready.end(), [&](const Id& a, const Id& b) {
                return std::pair(times[a], a) < std::pair(times[b], b);
            }));
        }
    }

    IdSet needs(const Id& id) { return united(parents[id], depends[id]); }
    IdSet children(const Id& id) { return children_of[id]; }
    IdSet heads() {
        return those([&](const Id& each) { return children(each).empty(); });
    }
    IdSet bases() {
        return those([&](const Id& each) { return parents[each].empty(); });
    }
    // Everything is below or among these.
    IdSet effective_heads() {
        return those([&](const Id& each) {
            return those([&](const Id& other) { return has(needs(other), each); }).empty();
        });
    }
    IdSet branch_points() {
        return those([&](const Id& each) { return children(each).size() > 1; });
    }

    // With everything that has to be there.
    IdSet closure(IdSet of) {
        return grown(std::move(of), [&](const Id& each) { return needs(each); });
    }
    IdSet lineage(IdSet of) {
        return grown(std::move(of), [&](const Id& each) { return parents[each]; });
    }
    IdSet descendants(IdSet of) {
        return grown(std::move(of), [&](const Id& each) { return children(each); });
    }
    // What has to go from `applied` when `gone` goes.
    IdSet fallen(const IdSet& applied, const IdSet& gone) {
        return grown(common(applied, gone), [&](const Id& each) {
            return common(applied, those([&](const Id& other) { return has(needs(other), each); }));
        });
    }
    IdSet heads_among(const IdSet& some) {
        IdSet heads;
        for (const Id& each : some) {
            if (common(children(each), some).empty()) heads.insert(each);
        }
        return heads;
    }
    // The branch of a revision: what leads straight to it, and what descends from it.
    IdSet members(const Id& holder) {
        return united(descendants({holder}), grown({holder}, [&](const Id& each) {
            const bool meets_or_parts =
                parents[each].size() != 1 || children(only(parents[each])).size() != 1;
            return meets_or_parts ? IdSet{} : parents[each];
        }));
    }
    IdSet labels_of(const Id& id) {
        IdSet found;
        for (const auto& [label, holder] : labels) {
            if (has(members(holder), id)) found.insert(label);
        }
        return found;
    }

    IdSet all;
    IdList order;
    std::map<Id, IdSet> parents;
    std::map<Id, IdSet> children_of;
    std::map<Id, IdSet> depends;
    std::map<Id, Id> labels;
    std::map<Id, std::string> times;

    IdSet those(const std::function<bool(const Id&)>& fits) const {
        IdSet found;
        for (const Id& each : all) {
            if (fits(each)) found.insert(each);
        }
        return found;
    }
    static IdSet grown(IdSet set, const std::function<IdSet(const Id&)>& next) {
        for (IdSet fresh = set; !fresh.empty();) {
            IdSet found;
            for (const Id& each : fresh) found = united(std::move(found), next(each));
            fresh = without(std::move(found), set);
            set = united(std::move(set), fresh);
        }
        return set;
    }
};

}  // namespace migrations::naive
