// Words for where a database is and who brought it there. Pure; shared by all engines.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "outcome.hpp"
#include "recorded.hpp"

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

inline std::string short_hash(std::string_view hash) {
    return hash.empty() ? "none" : std::string(hash.substr(0, 12));
}

}  // namespace migrations
