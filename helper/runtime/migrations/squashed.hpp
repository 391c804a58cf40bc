// Databases that have applied revisions which were squashed into one since. Pure; shared by all engines.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "applied.hpp"
#include "outcome.hpp"
#include "record_words.hpp"
#include "recorded.hpp"
#include "script.hpp"

namespace migrations {

// Whether `what` stands for a revision of this id since a squash.
inline bool has_replaced(const migration& what, std::string_view id) {
    return std::any_of(what.replaces.begin(), what.replaces.end(),
                       [&](const replaced_revision& each) { return each.id == id; });
}

// Whether it stands for that revision in the form that has this hash.
inline bool has_replaced(const migration& what, std::string_view id, std::string_view ops_hash) {
    return std::any_of(
        what.replaces.begin(), what.replaces.end(), [&](const replaced_revision& each) {
            return each.id == id && each.ops_hash == ops_hash;
        });
}

// The migration of the chain that stands for an id which the chain does not have; null: none.
inline const migration* replacement_of(const chain_index& chain, std::string_view id) {
    for (std::size_t number = 0; number < chain.size(); ++number) {
        if (has_replaced(chain[number], id)) return &chain[number];
    }
    return nullptr;
}

// The database stands in the middle of what a squash has made one revision of.
inline outcome within_squashed(const recorded& record, const std::string& head,
                               const migration& into) {
    const std::string id(into.id);
    outcome result =
        failure(status::state,
                "the database is at revision '" + head + "', which was squashed into '" + id +
                    "' together with others that it has not applied",
                "bring it to '" + id +
                    "' with the version from before the squash, then run this one again");
    result.revision = head;
    result.from = result.to = head_ids(record.heads);
    return result;
}

// A revision that was squashed ran here with other operations than those that the squash is proven for.
inline outcome applied_otherwise(const revision_row& row, const migration& into) {
    outcome result =
        failure(status::integrity,
                "revision '" + row.revision + "' was " + who_text(row) +
                    " with other operations than those that were squashed into '" +
                    std::string(into.id) + "': the database recorded the hash " +
                    short_hash(row.ops_hash),
                "bring the revision files from before the squash back, as they were applied");
    result.revision = row.revision;
    return result;
}

}  // namespace migrations
