// Whether what a database records fits a chain, and the words for it when it does not. Pure; shared
// by all engines.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "applied.hpp"
#include "newer.hpp"
#include "outcome.hpp"
#include "record_words.hpp"
#include "recorded.hpp"
#include "script.hpp"
#include "squashed.hpp"

namespace migrations {

// Whether this version knows the format of all rows: done, or status::state. Whoever judges a
// record by other means than record_fits() and check_record() must ask this first.
inline outcome check_format(const std::vector<head_row>& heads) {
    for (const head_row& head : heads) {
        if (head.format <= record_format) continue;
        outcome result = failure(status::state,
                                 "the version table has the format " + std::to_string(head.format) +
                                     " of a newer version of Migrations; this one knows up to " +
                                     std::to_string(record_format),
                                 "update Migrations");
        result.database_newer = true;
        result.from = result.to = head_ids(heads);
        tell_state(result);
        return result;
    }
    return {};
}

// A head whose changes another head has too, and that other: numbers. `unknown` when there is
// none, as it must be. Heads that the chain lacks are left out.
struct nested_heads {
    std::size_t ancestor = chain_index::unknown;
    std::size_t head = chain_index::unknown;
};

inline nested_heads find_nested(const chain_index& chain, const std::vector<head_row>& heads) {
    if (heads.size() < 2) return {};
    for (const head_row& head : heads) {
        const applied_flags below = applied_by(chain, {head.revision});
        for (const head_row& other : heads) {
            const std::size_t number = chain.find(other.revision);
            if (number == chain_index::unknown || !below[number]) continue;
            if (&other != &head) return {number, chain.find(head.revision)};
        }
    }
    return {};
}

// Whether the heads are known, of this project and format, recorded with the hashes of the chain,
// and none is an ancestor of another. When this is false, read everything and ask check_record().
inline bool record_fits(const set& of, const chain_index& chain,
                        const std::vector<head_row>& heads) {
    if (find_nested(chain, heads).head != chain_index::unknown) return false;
    return std::all_of(heads.begin(), heads.end(), [&](const head_row& head) {
        const std::size_t number = chain.find(head.revision);
        return number != chain_index::unknown && head.chain_hash == chain[number].chain_hash &&
               head.project == of.project && head.format <= record_format;
    });
}

// Whether the database is at the given heads (ids, sorted) and its record fits: there is nothing to
// do.
inline bool record_is_at(const set& of, const chain_index& chain,
                         const std::vector<head_row>& heads,
                         const std::vector<std::string>& wanted) {
    return head_ids(heads) == wanted && record_fits(of, chain, heads);
}

// The recorded heads and all their recorded ancestors.
inline std::unordered_set<std::string_view> recorded_closure(const recorded& record,
                                                             const rows_by_id& rows) {
    std::unordered_set<std::string_view> reached;
    std::vector<std::string_view> open;
    for (const head_row& head : record.heads) {
        if (reached.insert(head.revision).second) open.push_back(head.revision);
    }
    while (!open.empty()) {
        const auto row = rows.find(open.back());
        open.pop_back();
        if (row == rows.end()) continue;
        for (const std::string& parent : row->second->parents) {
            if (reached.insert(parent).second) open.push_back(parent);
        }
    }
    return reached;
}

inline outcome unknown_heads(const chain_index& chain, const recorded& record,
                             const rows_by_id& rows, std::vector<std::string> unknown) {
    if (const migration* into = replacement_of(chain, unknown.front()))
        return within_squashed(record, unknown.front(), *into);
    std::string message =
        "the database is " + place_text(unknown) + ", which this chain does not have";
    if (const auto row = rows.find(unknown.front()); row != rows.end()) {
        message += " (" + who_text(*row->second) + ")";
    }
    outcome result =
        failure(status::state, std::move(message),
                "update to the version that has it, switch to its branch, or bring its file back");
    result.database_newer = true;
    result.revision = unknown.front();
    result.from = result.to = head_ids(record.heads);
    return result;
}

// The recorded hash of some head differs: what was edited, inserted or removed below it?
inline outcome compare_revisions(const chain_index& chain, const recorded& record,
                                 const rows_by_id& rows) {
    const applied_flags applied = applied_by(chain, head_ids(record.heads));
    for (const head_row& head : record.heads) {
        const std::size_t number = chain.find(head.revision);
        if (head.chain_hash == chain[number].chain_hash || rows.count(head.revision) != 0) continue;
        outcome result = failure(
            status::integrity,
            "revision '" + head.revision +
                "' or one before it was edited after it was applied: "
                "the database recorded the chain hash " +
                short_hash(head.chain_hash) + ", it is now " + short_hash(chain[number].chain_hash),
            "bring the revision files back to what was applied, and write a new revision");
        result.revision = head.revision;
        return result;
    }
    for (std::size_t number = 0; number < chain.size(); ++number) {
        if (!applied[number]) continue;
        const auto row = rows.find(chain[number].id);
        if (row == rows.end() || row->second->ops_hash == chain[number].ops_hash) continue;
        if (has_replaced(chain[number], chain[number].id, row->second->ops_hash)) continue;
        outcome result =
            failure(status::integrity,
                    "revision '" + std::string(chain[number].id) +
                        "' was edited after it was applied: "
                        "the database recorded the hash " +
                        short_hash(row->second->ops_hash) + ", it is now " +
                        short_hash(chain[number].ops_hash),
                    "bring the revision file back to what was applied, and write a new revision");
        result.revision = chain[number].id;
        return result;
    }
    const std::unordered_set<std::string_view> reached = recorded_closure(record, rows);
    for (std::size_t number = 0; number < chain.size(); ++number) {
        if (!applied[number] || reached.count(chain[number].id) != 0) continue;
        outcome result =
            failure(status::state,
                    "revision '" + std::string(chain[number].id) +
                        "' comes before an applied revision, but was not applied itself",
                    "put the new revision after the applied ones");
        result.revision = chain[number].id;
        return result;
    }
    for (const revision_row& row : record.revisions) {
        if (reached.count(row.revision) == 0) continue;
        const std::size_t number = chain.find(row.revision);
        if (number != chain_index::unknown && applied[number]) continue;
        if (const migration* into = replacement_of(chain, row.revision);
            into != nullptr && applied[chain.find(into->id)]) {
            if (has_replaced(*into, row.revision, row.ops_hash)) continue;
            return applied_otherwise(row, *into);
        }
        outcome result = failure(status::state,
                                 "revision '" + row.revision + "' was " + who_text(row) +
                                     ", but it no longer comes before " +
                                     place_text(head_ids(record.heads)).substr(3),
                                 "bring its file back, or its place in the chain");
        result.database_newer = number == chain_index::unknown;
        result.revision = row.revision;
        return result;
    }
    return {};
}

// Heads of which one is an ancestor of another, as status::state.
inline outcome refuse_nested(const set& of, const chain_index& chain,
                             const std::vector<head_row>& heads) {
    const nested_heads found = find_nested(chain, heads);
    if (found.head == chain_index::unknown) return {};
    const std::string head(chain[found.head].id);
    outcome result = failure(
        status::state,
        "the version table '" + std::string(of.version_table) + "' has a row for revision '" +
            head + "' and one for '" + std::string(chain[found.ancestor].id) + "' before it",
        "look which revision the database is at, and run: migrations stamp REVISION");
    result.revision = head;
    return result;
}

// What to make of heads that the chain does not know.
enum class unknown_heads_are { wrong, fine_if_compatible };

// Whether a database with unknown revisions is one that this chain can work with: all of them are marked compatible,
// and below them everything is applied and as the chain has it.
inline bool works_with_newer(const set& of, const chain_index& chain, const recorded& found) {
    const newer_part parts = split_newer(chain, found);
    if (!parts.missing.empty() || !parts.compatible) return false;
    for (const revision_row* row : parts.rows) {
        if (replacement_of(chain, row->revision) != nullptr) return false;
    }
    const applied_flags applied = applied_by(chain, head_ids(parts.known.heads));
    if (!std::all_of(applied.begin(), applied.end(), [](bool each) { return each; })) return false;
    if (record_fits(of, chain, parts.known.heads)) return true;
    const rows_by_id rows = rows_of(parts.known);
    return bool(compare_revisions(chain, parts.known, rows)) && bool(refuse_nested(of, chain, parts.known.heads));
}

// Whether a database fits the chain: done, or why not (state, integrity) with message, revision,
// help, heads and database_state. `of` needs objects when there is no version table, and revisions
// when record_fits() is false. An applied revision that was edited in comments only is fine. `database_newer` is set
// also where it is done.
inline outcome check_record(const set& of, const chain_index& chain, const recorded& found,
                            unknown_heads_are unknown_are = unknown_heads_are::wrong) {
    outcome result;
    if (!found.version_table) {
        if (!found.empty) {
            result = failure(status::state,
                             "the database has no version table '" + std::string(of.version_table) +
                                 "' but is not empty: it holds " + quoted_list(found.objects),
                             "run: migrations stamp head");
        }
    } else if (!record_fits(of, chain, found.heads)) {
        const rows_by_id rows = rows_of(found);
        std::vector<std::string> unknown;
        applied_by(chain, head_ids(found.heads), &unknown);
        const auto foreign =
            std::find_if(found.heads.begin(), found.heads.end(),
                         [&](const head_row& head) { return head.project != of.project; });
        if (outcome newer = check_format(found.heads); !newer) {
            result = std::move(newer);
        } else if (foreign != found.heads.end()) {
            result = failure(
                status::state,
                "the version table '" + std::string(of.version_table) +
                    "' belongs to the project '" + foreign->project + "', this is '" +
                    std::string(of.project) + "'",
                "give the projects different version tables, or check the name of the database");
        } else if (!unknown.empty() && unknown_are == unknown_heads_are::fine_if_compatible &&
                   works_with_newer(of, chain, found)) {
            result.database_newer = true;
        } else if (!unknown.empty()) {
            result = unknown_heads(chain, found, rows, std::move(unknown));
        } else {
            result = compare_revisions(chain, found, rows);
            if (result) result = refuse_nested(of, chain, found.heads);
        }
    }
    result.from = result.to = head_ids(found.heads);
    if (!result) tell_state(result);
    return result;
}

// The first move down that has no way down, as a refusal; done when there is none.
inline outcome check_reversible(slice<move> moves) {
    for (const move& each : moves) {
        if (each.way != direction::down || each.what->irreversible.empty()) continue;
        outcome result =
            failure(status::refused,
                    "revision '" + std::string(each.what->id) +
                        "' cannot be taken back: " + std::string(each.what->irreversible),
                    "restore a backup, or write a new revision that goes on from here");
        result.revision = each.what->id;
        return result;
    }
    return {};
}

// Whether these moves can be one transaction; otherwise a refusal.
inline outcome check_single_transaction(const std::vector<move>& moves) {
    for (const move& each : moves) {
        if ((each.way == direction::up ? each.what->up : each.what->down).transactional) continue;
        const std::string id(each.what->id);
        outcome result = failure(status::refused,
                                 "revision '" + id +
                                     "' runs outside a transaction, and cannot be part of a single one",
                                 "go to it and beyond it in calls of their own, or without a single transaction");
        result.revision = id;
        return result;
    }
    return {};
}

// Why a move that is `blocked` cannot be made.
inline outcome blocked_move(const chain_index& chain, const applied_flags& applied,
                            std::size_t number, direction way) {
    const std::string id(chain[number].id);
    const std::string other(obstacle(chain, applied, number, way));
    std::string message = "revision '" + id + "' cannot be " +
                          (way == direction::up ? "applied, since '" + other + "' before it is not"
                                                : "taken back, since '" + other + "' after it is applied");
    outcome result = failure(status::state, std::move(message), "run: migrations current");
    result.revision = id;
    return result;
}

}  // namespace migrations
