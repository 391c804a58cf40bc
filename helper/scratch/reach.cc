#include "scratch/reach.h"

#include <algorithm>
#include <string>
#include <vector>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"
#include "base/utf8.h"

namespace migrations {
namespace {

using Reach = Dialect::RawSql::Reach;

// The beginning of a statement, without a password.
std::string shown(const std::string& statement, const std::vector<token>& tokens) {
    std::size_t end = statement.size();
    for (const token& each : tokens) {
        if (is_word(each, "password") || is_word(each, "encrypted")) end = std::min(end, each.offset);
    }
    constexpr std::size_t longest = 40;
    return "'" + clipped(trim(statement.substr(0, end)), longest) + "'";
}

// What to do about a statement that a server takes once.
std::string help_of(const std::vector<token>& tokens) {
    const auto is = [&](std::size_t at, std::string_view word) { return at < tokens.size() && is_word(tokens[at], word); };
    const bool role = is(1, "role") || is(1, "user") || is(1, "group");
    if (!role || tokens.size() < 3) return "take it out: it belongs to where the server is set up";
    if (!is(0, "create")) return "take it out: other databases of the server may use the role";
    const std::string name(tokens[2].text);
    return "let it look first: DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '" + identifier_text(tokens[2]) +
           "') THEN CREATE ROLE " + name + "; END IF; END $$";
}

Diagnostic finding_of(const RawScript& script, std::size_t index, Reach reach) {
    const std::string& statement = script.raw.statements[index];
    const std::vector<token> tokens = tokens_of(statement, dialect::postgresql);
    const std::string what = shown(statement, tokens);
    switch (reach) {
        case Reach::once:
            return error_at(script.place(index), "server-wide",
                            what + " is for the whole server, and a second database of it could not run it", help_of(tokens));
        case Reach::by_name:
            return error_at(script.place(index), "server-wide",
                            what + " is about the database of that name, wherever it runs",
                            "let it take the one in which it runs: DO $$ BEGIN EXECUTE format('... DATABASE %I ...', "
                            "current_database()); END $$");
        case Reach::again:
            break;
    }
    const bool block = is_word(tokens.front(), "do");
    return error_at(script.place(index), "server-wide",
                    (block ? "this block is about roles, and" : what) +
                        std::string(" would change the server that MIGRATIONS_POSTGRESQL_URL names beyond the scratch databases"),
                    "unset MIGRATIONS_POSTGRESQL_URL: a server is then started for this alone, and thrown away");
}

}  // namespace

void check_reach(const RawScript& script, bool named_server, Diagnostics& findings) {
    for (const auto& [index, reach] : script.raw.server_wide) {
        if (reach == Reach::again && !named_server) continue;
        findings.push_back(finding_of(script, index, reach));
    }
}

}  // namespace migrations
