#include "schema/dependency_order.h"

#include <algorithm>

namespace migrations {
namespace {

using Needs = std::map<std::string, std::set<std::string>>;

// The first name of some circle among names that all wait for another one: following what each
// waits for must come back to a name that was seen.
std::string first_of_circle(const Needs& waiting) {
    std::vector<std::string> path = {waiting.begin()->first};
    for (;;) {
        const std::string& next = *waiting.at(path.back()).begin();
        const auto seen = std::find(path.begin(), path.end(), next);
        if (seen != path.end()) return *std::min_element(seen, path.end());
        path.push_back(next);
    }
}

}  // namespace

std::vector<std::string> dependency_order(const std::set<std::string>& names, const Needs& needs) {
    Needs waiting;
    Needs needed_by;
    std::set<std::string> ready;
    for (const std::string& name : names) {
        std::set<std::string> own;
        if (const auto found = needs.find(name); found != needs.end()) {
            for (const std::string& need : found->second) {
                if (need == name || !names.contains(need)) continue;
                own.insert(need);
                needed_by[need].insert(name);
            }
        }
        if (own.empty()) {
            ready.insert(name);
        } else {
            waiting[name] = std::move(own);
        }
    }

    std::vector<std::string> order;
    while (!ready.empty() || !waiting.empty()) {
        if (ready.empty()) {
            const std::string first = first_of_circle(waiting);
            waiting.erase(first);
            ready.insert(first);
        }
        const std::string name = *ready.begin();
        ready.erase(ready.begin());
        order.push_back(name);
        for (const std::string& dependent : needed_by[name]) {
            const auto found = waiting.find(dependent);
            if (found == waiting.end()) continue;
            found->second.erase(name);
            if (!found->second.empty()) continue;
            ready.insert(dependent);
            waiting.erase(found);
        }
    }
    return order;
}

}  // namespace migrations
