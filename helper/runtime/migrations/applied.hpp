// Which migrations of a set are applied, and how the heads move. Pure.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "recorded.hpp"
#include "script.hpp"

namespace migrations {

// A set by id and by number: the number of a migration is its place in the set. Views the set,
// which must outlive it.
class chain_index {
public:
    static constexpr std::size_t unknown = static_cast<std::size_t>(-1);

    // Parents and dependencies that the set lacks are left out.
    explicit chain_index(const set& of) : set_(&of) {
        const std::size_t count = of.migrations.size;
        numbers_.reserve(count);
        for (std::size_t number = 0; number < count; ++number) {
            numbers_.emplace(of.migrations[number].id, number);
        }
        parents_.resize(count);
        children_.resize(count);
        dependencies_.resize(count);
        dependents_.resize(count);
        for (std::size_t number = 0; number < count; ++number) {
            link(number, of.migrations[number].parents, parents_, children_);
            link(number, of.migrations[number].depends_on, dependencies_, dependents_);
        }
    }

    std::size_t size() const { return parents_.size(); }

    // The number of a migration; `unknown` when the set lacks it.
    std::size_t find(std::string_view id) const {
        const auto found = numbers_.find(id);
        return found == numbers_.end() ? unknown : found->second;
    }

    const migration& operator[](std::size_t number) const { return set_->migrations[number]; }
    const std::vector<std::size_t>& parents(std::size_t number) const { return parents_[number]; }
    const std::vector<std::size_t>& children(std::size_t number) const { return children_[number]; }
    // Of revisions that are no parents and no children.
    const std::vector<std::size_t>& dependencies(std::size_t number) const { return dependencies_[number]; }
    const std::vector<std::size_t>& dependents(std::size_t number) const { return dependents_[number]; }

    // The ids of the migrations without children, sorted.
    std::vector<std::string> heads() const {
        std::vector<std::string> ids;
        for (std::size_t number = 0; number < size(); ++number) {
            if (children_[number].empty()) ids.emplace_back((*this)[number].id);
        }
        std::sort(ids.begin(), ids.end());
        return ids;
    }

private:
    using neighbours = std::vector<std::vector<std::size_t>>;

    void link(std::size_t number, slice<std::string_view> ids, neighbours& below, neighbours& above) {
        for (const std::string_view id : ids) {
            const std::size_t found = find(id);
            if (found == unknown) continue;
            below[number].push_back(found);
            above[found].push_back(number);
        }
    }

    const set* set_;
    std::unordered_map<std::string_view, std::size_t> numbers_;
    neighbours parents_;
    neighbours children_;
    neighbours dependencies_;
    neighbours dependents_;
};

// The numbers of the migrations without children, without an index of the set: parents stand before their children, most of
// them right before.
inline std::vector<std::size_t> head_numbers(const set& of) {
    const slice<migration>& all = of.migrations;
    std::vector<bool> has_child(all.size, false);
    for (std::size_t number = 0; number < all.size; ++number) {
        for (const std::string_view parent : all[number].parents) {
            std::size_t at = number;
            while (at > 0 && all[at - 1].id != parent) --at;
            if (at > 0) has_child[at - 1] = true;
        }
    }
    std::vector<std::size_t> heads;
    for (std::size_t number = 0; number < all.size; ++number) {
        if (!has_child[number]) heads.push_back(number);
    }
    return heads;
}

// One flag for each migration of a set, by number.
using applied_flags = std::vector<bool>;

// The heads and all their ancestors. Ids that the set lacks are appended to `unknown` (when it is
// not null), and nothing is known about their ancestors.
inline applied_flags applied_by(const chain_index& chain, const std::vector<std::string>& heads,
                                std::vector<std::string>* unknown = nullptr) {
    applied_flags flags(chain.size(), false);
    std::vector<std::size_t> open;
    for (const std::string& head : heads) {
        const std::size_t number = chain.find(head);
        if (number == chain_index::unknown) {
            if (unknown != nullptr) unknown->push_back(head);
        } else if (!flags[number]) {
            flags[number] = true;
            open.push_back(number);
        }
    }
    while (!open.empty()) {
        const std::size_t number = open.back();
        open.pop_back();
        for (const std::size_t parent : chain.parents(number)) {
            if (flags[parent]) continue;
            flags[parent] = true;
            open.push_back(parent);
        }
    }
    return flags;
}

// The revisions of head rows, in their order.
inline std::vector<std::string> head_ids(const std::vector<head_row>& heads) {
    std::vector<std::string> ids;
    ids.reserve(heads.size());
    for (const head_row& head : heads) ids.push_back(head.revision);
    return ids;
}

// How a move and a database stand to each other.
enum class due {
    now,      // it can be made
    already,  // it has been made
    blocked,  // upwards: a parent or a dependency is not applied; downwards: a child or a dependent is
};

// The first revision that is in the way of a move: upwards one below that is not applied, downwards one above that is.
// Empty: none.
inline std::string_view obstacle(const chain_index& chain, const applied_flags& applied, std::size_t number,
                                 direction way) {
    if (way == direction::up) {
        for (const slice<std::string_view>& needed : {chain[number].parents, chain[number].depends_on}) {
            for (const std::string_view id : needed) {
                const std::size_t at = chain.find(id);
                if (at == chain_index::unknown || !applied[at]) return id;
            }
        }
        return {};
    }
    for (const std::vector<std::size_t>* above : {&chain.children(number), &chain.dependents(number)}) {
        for (const std::size_t at : *above) {
            if (applied[at]) return chain[at].id;
        }
    }
    return {};
}

inline due is_due(const chain_index& chain, const applied_flags& applied, std::size_t number,
                  direction way) {
    if (applied[number] == (way == direction::up)) return due::already;
    return obstacle(chain, applied, number, way).empty() ? due::now : due::blocked;
}

// Those of the moves, in their order, that are not made yet where this is applied.
inline std::vector<move> pending(const chain_index& chain, applied_flags applied, slice<move> moves) {
    std::vector<move> left;
    for (const move& each : moves) {
        const std::size_t number = chain.find(each.what->id);
        const bool up = each.way == direction::up;
        if (number == chain_index::unknown || applied[number] == up) continue;
        applied[number] = up;
        left.push_back(each);
    }
    return left;
}

// The moves from `applied` to all of `wanted`, upwards, in the order of the set.
inline std::vector<move> moves_up(const chain_index& chain, const applied_flags& applied,
                                  const applied_flags& wanted) {
    std::vector<move> moves;
    for (std::size_t number = 0; number < chain.size(); ++number) {
        if (wanted[number] && !applied[number]) moves.push_back({&chain[number], direction::up});
    }
    return moves;
}

// The rows that go give their place to the heads that come, in order; what is over is deleted or
// new. The new rows are numbered from `top`, the highest `seq` so far.
inline std::vector<head_edit> replaced_heads(const chain_index& chain,
                                             const std::vector<const head_row*>& going,
                                             const std::vector<std::size_t>& coming,
                                             long long top) {
    std::vector<head_edit> edits;
    for (std::size_t at = 0; at < std::max(going.size(), coming.size()); ++at) {
        head_edit edit;
        if (at < going.size()) {
            edit.before = going[at]->revision;
            edit.before_seq = going[at]->seq;
        }
        if (at < coming.size()) {
            edit.after = chain[coming[at]].id;
            edit.after_chain_hash = chain[coming[at]].chain_hash;
            edit.after_seq = ++top;
        }
        edits.push_back(std::move(edit));
    }
    return edits;
}

// What a move that is due changes in the version table. An upgrade takes the place of its parents:
// one row is updated, the rows of other parents go away; without a parent among the heads it is a
// new row. A downgrade brings its parents back, but for those that another applied migration
// implies. Every written row gets a `seq` above all.
inline std::vector<head_edit> head_edits(const chain_index& chain, const applied_flags& applied,
                                         const std::vector<head_row>& heads, std::size_t number,
                                         direction way) {
    std::vector<const head_row*> going;
    std::vector<std::size_t> coming;
    const migration& moved = chain[number];
    long long top = 0;
    for (const head_row& head : heads) top = std::max(top, head.seq);
    if (way == direction::up) {
        for (const head_row& head : heads) {
            for (const std::string_view parent : moved.parents) {
                if (head.revision != parent) continue;
                going.push_back(&head);
                break;
            }
        }
        coming.push_back(number);
    } else {
        for (const head_row& head : heads) {
            if (head.revision == moved.id) going.push_back(&head);
        }
        for (const std::size_t parent : chain.parents(number)) {
            const std::vector<std::size_t>& children = chain.children(parent);
            const bool implied =
                std::any_of(children.begin(), children.end(),
                            [&](std::size_t child) { return child != number && applied[child]; });
            if (!implied) coming.push_back(parent);
        }
    }
    return replaced_heads(chain, going, coming, top);
}

// The head rows after the edits, sorted by revision.
inline std::vector<head_row> edited_heads(std::vector<head_row> heads,
                                          const std::vector<head_edit>& edits,
                                          std::string_view project) {
    for (const head_edit& edit : edits) {
        heads.erase(std::remove_if(heads.begin(), heads.end(),
                                   [&](const head_row& head) {
                                       return !edit.before.empty() && head.revision == edit.before;
                                   }),
                    heads.end());
        if (edit.after.empty()) continue;
        head_row row;
        row.revision = edit.after;
        row.chain_hash = edit.after_chain_hash;
        row.seq = edit.after_seq;
        row.project = project;
        heads.push_back(std::move(row));
    }
    std::sort(heads.begin(), heads.end(), [](const head_row& left, const head_row& right) {
        return left.revision < right.revision;
    });
    return heads;
}

}  // namespace migrations
