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
#include "outcome.hpp"
#include "recorded.hpp"
#include "script.hpp"

namespace migrations {

// "'a', 'b' and 'c'"
inline std::string quoted_list(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t at = 0; at < names.size(); ++at) {
        if (at > 0) text += at + 1 == names.size() ? " and " : ", ";
        text += "'" + names[at] + "'";
    }
    return text;
}

// Where a database with these heads is: "at base", "at revision 'a'", "at revisions 'a' and 'b'".
inline std::string place_text(const std::vector<std::string>& heads) {
    if (heads.empty()) return "at base";
    return (heads.size() == 1 ? "at revision " : "at revisions ") + quoted_list(heads);
}

// Fills `database_state` for a call that stopped between two revisions: `from`, `to` and `applied`
// must be set.
inline void tell_state(outcome& result) {
    if (result.applied == 0) {
        result.database_state = "the database is unchanged, " + place_text(result.to);
        return;
    }
    result.database_state = "the database is " + place_text(result.to) + "; this call made " +
                            std::to_string(result.applied) +
                            (result.applied == 1 ? " revision" : " revisions") +
                            " before it stopped";
}

// An outcome without progress.
inline outcome failure(status kind, std::string message, std::string help = {}) {
    outcome result;
    result.status = kind;
    result.message = std::move(message);
    result.help = std::move(help);
    return result;
}

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

// "applied 2026-11-22T14:55:00.000Z by ann on host with 0.1.0": what is known of it.
inline std::string who_text(const revision_row& row) {
    std::string text = row.action == "stamp" ? "stamped" : "applied";
    if (!row.applied_at.empty()) text += " " + row.applied_at;
    const std::string& who = row.os_user.empty() ? row.db_user : row.os_user;
    if (!who.empty()) text += " by " + who;
    if (!row.host.empty()) text += " on " + row.host;
    if (!row.application.empty()) text += " by the program '" + row.application + "'";
    if (!row.tool_version.empty()) text += " with version " + row.tool_version;
    return text;
}

using rows_by_id = std::unordered_map<std::string_view, const revision_row*>;

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

inline outcome unknown_heads(const recorded& record, const rows_by_id& rows,
                             std::vector<std::string> unknown) {
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

inline std::string short_hash(std::string_view hash) {
    return hash.empty() ? "none" : std::string(hash.substr(0, 12));
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

// Whether a database fits the chain: done, or why not (state, integrity) with message, revision,
// help, heads and database_state. `of` needs objects when there is no version table, and revisions
// when record_fits() is false. An applied revision that was edited in comments only is fine.
inline outcome check_record(const set& of, const chain_index& chain, const recorded& found) {
    outcome result;
    if (!found.version_table) {
        if (!found.empty) {
            result = failure(status::state,
                             "the database has no version table '" + std::string(of.version_table) +
                                 "' but is not empty: it holds " + quoted_list(found.objects),
                             "run: migrations stamp head");
        }
    } else if (!record_fits(of, chain, found.heads)) {
        rows_by_id rows;
        for (const revision_row& row : found.revisions) rows[row.revision] = &row;
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
        } else if (!unknown.empty()) {
            result = unknown_heads(found, rows, std::move(unknown));
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

// Why a move that is `blocked` cannot be made.
inline outcome blocked_move(const chain_index& chain, const applied_flags& applied,
                            std::size_t number, direction way) {
    const std::string id(chain[number].id);
    std::string message;
    if (way == direction::up) {
        message = "revision '" + id + "' cannot be applied, since one before it is not";
        for (const std::string_view parent : chain[number].parents) {
            const std::size_t at = chain.find(parent);
            if (at != chain_index::unknown && applied[at]) continue;
            message = "revision '" + id + "' cannot be applied, since '" + std::string(parent) +
                      "' before it is not";
            break;
        }
    } else {
        message = "revision '" + id + "' cannot be taken back, since one after it is applied";
        for (const std::size_t child : chain.children(number)) {
            if (!applied[child]) continue;
            message = "revision '" + id + "' cannot be taken back, since '" +
                      std::string(chain[child].id) + "' after it is applied";
            break;
        }
    }
    outcome result = failure(status::state, std::move(message), "run: migrations current");
    result.revision = id;
    return result;
}

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
