// What a stamp changes in the version table. Pure; shared by all engines.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "applied.hpp"
#include "recorded.hpp"

namespace migrations {

// How a stamp treats what is recorded.
enum class stamping {
    checked,  // refuses to replace what the chain does not know
    forced,   // replaces anything
};

// What a stamp to `wanted` (numbers) changes: all heads go, the wanted ones come; those that are
// both stay, with the hash of the chain. Wanted ancestors of other wanted ones are left out.
struct stamp_plan {
    std::vector<head_edit> edits;
    std::vector<std::size_t> noted;  // get a history row: what becomes applied, and the new heads;
                                     // everything when the hash of a head that stays is corrected
};

inline stamp_plan plan_stamp(const chain_index& chain, const std::vector<head_row>& heads,
                             const std::vector<std::size_t>& wanted) {
    stamp_plan plan;
    std::vector<bool> below(chain.size(), false);
    std::vector<std::string> ids;
    for (const std::size_t number : wanted) ids.emplace_back(chain[number].id);
    const applied_flags after = applied_by(chain, ids);
    for (std::size_t number = 0; number < chain.size(); ++number) {
        if (!after[number]) continue;
        for (const std::size_t parent : chain.parents(number)) below[parent] = true;
    }
    const applied_flags before = applied_by(chain, head_ids(heads));
    long long top = 0;
    for (const head_row& head : heads) top = std::max(top, head.seq);

    std::vector<const head_row*> going;
    for (const head_row& head : heads) going.push_back(&head);
    std::vector<std::size_t> coming;
    bool rewritten = false;
    for (std::size_t number = 0; number < chain.size(); ++number) {
        if (!after[number] || below[number]) continue;
        const auto same = std::find_if(going.begin(), going.end(), [&](const head_row* head) {
            return head->revision == chain[number].id;
        });
        if (same == going.end()) {
            coming.push_back(number);
            continue;
        }
        if ((*same)->chain_hash != chain[number].chain_hash) {
            plan.edits.push_back({(*same)->revision, (*same)->seq, (*same)->revision,
                                  std::string(chain[number].chain_hash), ++top});
            rewritten = true;
        }
        going.erase(same);
    }
    for (head_edit& edit : replaced_heads(chain, going, coming, top)) {
        plan.edits.push_back(std::move(edit));
    }
    for (std::size_t number = 0; number < chain.size(); ++number) {
        const bool comes = std::find(coming.begin(), coming.end(), number) != coming.end();
        if (after[number] && (rewritten || comes || !before[number])) plan.noted.push_back(number);
    }
    return plan;
}

}  // namespace migrations
