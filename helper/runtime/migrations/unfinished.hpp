// Moves outside a transaction that have begun and are not finished: the journal has rows of them.
// Until such a move is finished, no other one may be made: it could undo what the journal says is
// done. Pure.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "applied.hpp"
#include "outcome.hpp"
#include "record_check.hpp"
#include "script.hpp"
#include "tables.hpp"

namespace migrations {

inline bool is_same_move(const unfinished_move& one, const move& other) {
    return other.what != nullptr && other.what->id == one.revision && other.way == one.way;
}

// The moves that a text names, as the database gives it: "downgrade b2 upgrade c3".
inline std::vector<unfinished_move> unfinished_moves(std::string_view text) {
    std::vector<unfinished_move> moves;
    const std::vector<std::string> words = split_ids(text);
    for (std::size_t at = 0; at + 1 < words.size(); at += 2) {
        moves.push_back(
            {words[at + 1], words[at] == "downgrade" ? direction::down : direction::up});
    }
    return moves;
}

// Whether nothing is unfinished but `wanted` (null: nothing at all), as a refusal with the way out.
// `wanted` itself goes on where it stopped, if it is still a script outside a transaction.
inline outcome check_unfinished(const chain_index& chain, const std::vector<unfinished_move>& found,
                                const move* wanted) {
    for (const unfinished_move& each : found) {
        const std::string name = "revision '" + each.revision + "'";
        const bool up = each.way == direction::up;
        outcome result;
        if (wanted != nullptr && is_same_move(each, *wanted)) {
            if (!(up ? wanted->what->up : wanted->what->down).transactional) continue;
            result = failure(status::integrity,
                             name +
                                 " was edited after some of its steps ran: it had no "
                                 "transaction then, and has one now",
                             "bring the revision file back to what ran");
        } else {
            const std::string begun = std::string("the ") + (up ? "upgrade" : "downgrade") +
                                      " of " + name + " has begun and is not finished";
            const bool other = wanted != nullptr && wanted->what->id != each.revision;
            result = failure(status::partially_applied,
                             other ? "revision '" + std::string(wanted->what->id) + "' cannot be " +
                                         (wanted->way == direction::up ? "applied" : "taken back") +
                                         ", since " + begun
                                   : begun,
                             std::string("run: migrations resume") +
                                 (chain.find(each.revision) == chain_index::unknown
                                      ? ", with the version that has " + name
                                      : ""));
        }
        result.revision = each.revision;
        result.database_state = name + " is partly " + (up ? "applied" : "taken back");
        return result;
    }
    return {};
}

// The moves in their order, but what is unfinished comes first: nothing else can be made before it.
// A move that is made only after the opposite one keeps its place.
inline std::vector<move> unfinished_first(slice<move> wanted,
                                          const std::vector<unfinished_move>& found) {
    std::vector<move> moves(wanted.begin(), wanted.end());
    for (const unfinished_move& each : found) {
        const auto place = std::find_if(moves.begin(), moves.end(), [&](const move& other) {
            return other.what != nullptr && other.what->id == each.revision;
        });
        if (place != moves.end() && is_same_move(each, *place)) std::rotate(moves.begin(), place, place + 1);
    }
    return moves;
}

}  // namespace migrations
