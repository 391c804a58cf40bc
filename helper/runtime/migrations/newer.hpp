// Databases that hold revisions which the chain does not know: a newer version of the program was here. Pure; shared by
// all engines.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "applied.hpp"
#include "recorded.hpp"
#include "script.hpp"

namespace migrations {

using rows_by_id = std::unordered_map<std::string_view, const revision_row*>;

inline rows_by_id rows_of(const recorded& record) {
    rows_by_id rows;
    for (const revision_row& row : record.revisions) rows[row.revision] = &row;
    return rows;
}

// What of a record the chain does not know, and what is below it.
struct newer_part {
    std::vector<const revision_row*> rows;  // of the unknown revisions that are applied, as they were applied
    recorded known;                         // the record as if they were taken back: heads and history
    std::string missing;                    // a revision of which the history has nothing, and must have; empty: none
    bool compatible = true;                 // all of them are marked so
};

inline newer_part split_newer(const chain_index& chain, const recorded& record) {
    newer_part parts;
    const rows_by_id rows = rows_of(record);
    std::unordered_set<std::string_view> seen;
    std::vector<std::string_view> open;
    std::vector<std::string> below;  // known revisions on which the unknown ones stand, and known heads
    for (const head_row& head : record.heads) open.push_back(head.revision);
    while (!open.empty()) {
        const std::string_view id = open.back();
        open.pop_back();
        if (!seen.insert(id).second) continue;
        if (chain.find(id) != chain_index::unknown) {
            below.emplace_back(id);
            continue;
        }
        const auto row = rows.find(id);
        if (row == rows.end()) {
            parts.missing = id;
            continue;
        }
        parts.rows.push_back(row->second);
        parts.compatible = parts.compatible && row->second->compatible;
        for (const std::string& parent : row->second->parents) open.push_back(parent);
    }
    // The history has them in the order in which they were applied.
    std::sort(parts.rows.begin(), parts.rows.end());

    parts.known.version_table = true;
    parts.known.empty = record.empty;
    parts.known.unfinished = record.unfinished;
    for (const std::string& id : below) {
        const bool implied = std::any_of(below.begin(), below.end(), [&](const std::string& other) {
            return other != id && applied_by(chain, {other})[chain.find(id)];
        });
        if (implied) continue;
        const auto head = std::find_if(record.heads.begin(), record.heads.end(),
                                       [&](const head_row& each) { return each.revision == id; });
        const auto row = rows.find(id);
        head_row kept = head != record.heads.end() ? *head : record.heads.front();
        kept.revision = id;
        if (head == record.heads.end() && row == rows.end()) parts.missing = id;
        if (head == record.heads.end() && row != rows.end()) kept.chain_hash = row->second->chain_hash;
        parts.known.heads.push_back(std::move(kept));
    }
    std::sort(parts.known.heads.begin(), parts.known.heads.end(),
              [](const head_row& left, const head_row& right) { return left.revision < right.revision; });
    for (const revision_row& row : record.revisions) {
        const bool newer = std::any_of(parts.rows.begin(), parts.rows.end(),
                                       [&](const revision_row* each) { return each == &row; });
        if (!newer) parts.known.revisions.push_back(row);
    }
    return parts;
}

// What is applied where these are the heads of a database that check_record() is content with: if some of them are
// newer than the chain, all of it.
inline applied_flags applied_where(const chain_index& chain, const std::vector<head_row>& heads) {
    std::vector<std::string> unknown;
    applied_flags flags = applied_by(chain, head_ids(heads), &unknown);
    if (!unknown.empty()) flags.assign(flags.size(), true);
    return flags;
}

inline bool is_newer(const chain_index& chain, const std::vector<head_row>& heads) {
    return std::any_of(heads.begin(), heads.end(),
                       [&](const head_row& head) { return chain.find(head.revision) == chain_index::unknown; });
}

}  // namespace migrations
