// The settings that a migration takes back when its revision has changed them: the search path and
// the role. It is done in SQL, so that what is printed without a server (recording.hpp) does the
// same: there, neither their values are known nor the schema of the bookkeeping tables, which are
// found through the search path of whoever replays the statements. Pure.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "postgresql_reply.hpp"
#include "script.hpp"

namespace migrations::postgresql {

// Whether a statement of the script may change one of these settings: it has a word for them. SET
// SCHEMA sets the search path.
inline bool may_change_settings(const script& of) {
    for (const step& each : of.steps) {
        std::string text(each.sql);
        std::transform(text.begin(), text.end(), text.begin(), [](unsigned char letter) {
            return static_cast<char>(std::tolower(letter));
        });
        for (const char* word : {"search_path", "schema", "role"}) {
            if (text.find(word) != std::string::npos) return true;
        }
    }
    return false;
}

// Sets one setting to the value of another; for the length of the transaction, or of the session.
inline std::string copy_setting_sql(std::string_view from, std::string_view to, bool local) {
    return "pg_catalog.set_config('" + std::string(to) + "', pg_catalog.current_setting('" +
           std::string(from) + "'), " + (local ? "true" : "false") + ")";
}

// Keeps the values that a revision finds, before its first statement.
inline std::string keep_settings_sql(bool local) {
    return "SELECT " + copy_setting_sql("search_path", "migrations.search_path", local) + ", " +
           copy_setting_sql("role", "migrations.role", local);
}

// Takes back what the revision changed, behind its last statement: after the transaction too.
inline std::string restore_settings_sql() {
    return "SELECT " + copy_setting_sql("migrations.search_path", "search_path", false) + ", " +
           copy_setting_sql("migrations.role", "role", false);
}

// How long statements outside a transaction may wait and run, in milliseconds ("0": as long as they want); empty where
// nobody knows. They are settings of the session, which behind a pooler is another one for each transaction, and others
// use it: what is as it should be, is left alone.
struct session_limits {
    std::string lock_timeout;
    std::string statement_timeout;

    session_limits() = default;
    session_limits(std::string lock, std::string statement)
        : lock_timeout(std::move(lock)), statement_timeout(std::move(statement)) {}
    // Of session_limits_sql().
    explicit session_limits(const reply& answer) {
        if (answer.rows.empty() || answer.rows[0].size() < 2) return;
        lock_timeout = answer.rows[0][0].value_or("");
        statement_timeout = answer.rows[0][1].value_or("");
    }

    // The statements that make these the limits, and notes that they are.
    std::vector<std::string> change_to(const session_limits& wanted) {
        std::vector<std::string> statements;
        const auto change = [&](const char* name, std::string& now, const std::string& then, bool& is_reset) {
            if (now == then && (!now.empty() || is_reset)) return;
            statements.push_back(then.empty() ? "RESET " + std::string(name)
                                              : "SET " + std::string(name) + " = " + then);
            now = then;
            is_reset = then.empty();
        };
        change("lock_timeout", lock_timeout, wanted.lock_timeout, lock_is_reset_);
        change("statement_timeout", statement_timeout, wanted.statement_timeout, statement_is_reset_);
        return statements;
    }

private:
    // Not known, but nobody has touched them since they were reset.
    bool lock_is_reset_ = false;
    bool statement_is_reset_ = false;
};

inline std::string session_limits_sql() {
    return "SELECT pg_catalog.max(setting) FILTER (WHERE name = 'lock_timeout'), "
           "pg_catalog.max(setting) FILTER (WHERE name = 'statement_timeout') FROM pg_catalog.pg_settings";
}

// Around a statement of the bookkeeping between two steps of a script outside a transaction, whose
// search path must be found again by the next step.
inline std::string leave_step_path_sql() {
    return "SELECT " + copy_setting_sql("search_path", "migrations.step_path", false) + ", " +
           copy_setting_sql("migrations.search_path", "search_path", false);
}
inline std::string enter_step_path_sql() {
    return "SELECT " + copy_setting_sql("migrations.step_path", "search_path", false);
}

}  // namespace migrations::postgresql
