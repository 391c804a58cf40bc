// What the server's errors mean for a migration, and the words for them. Pure.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "outcome.hpp"
#include "postgresql_reply.hpp"
#include "record_check.hpp"

namespace migrations::postgresql {

inline bool starts_with(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

// The transaction failed because of what others did at the same time: it may succeed when it is run
// again.
inline bool is_contention(const reply& answer) {
    return !answer.broken &&
           (answer.sqlstate == "55P03" || answer.sqlstate == "40001" || answer.sqlstate == "40P01");
}

// The statement works in transactions of its own: VACUUM (active_sql_transaction), a procedure with a COMMIT
// (invalid_transaction_termination). It has done nothing.
inline bool refuses_transaction(const reply& answer) {
    return !answer.broken && (answer.sqlstate == "25001" || answer.sqlstate == "2D000");
}

inline bool is_lost(const reply& answer) {
    return answer.broken || starts_with(answer.sqlstate, "08") ||
           starts_with(answer.sqlstate, "57P");
}

// A pooler that gives each statement another session (pgbouncer, pool_mode = statement) ends the connection where a
// transaction begins.
inline bool is_statement_pool(const reply& answer) {
    return is_lost(answer) && answer.message.find("statement pooling mode") != std::string::npos;
}

// The status for an answer that is not ok and not contention.
inline status status_of(const reply& answer) {
    if (is_statement_pool(answer)) return status::environment;
    if (is_lost(answer)) return status::connection;
    if (answer.sqlstate == "25006" || answer.sqlstate == "42501" ||
        starts_with(answer.sqlstate, "53") || answer.sqlstate == "58030") {
        return status::environment;
    }
    return status::sql_failed;
}

// The server's words on one line, with the line of the statement where they point into one.
inline std::string words_of(const reply& answer, std::string_view statement = {}) {
    std::string text = answer.message;
    if (!answer.detail.empty()) text += " (" + answer.detail + ")";
    std::replace(text.begin(), text.end(), '\n', ' ');
    std::replace(text.begin(), text.end(), '\r', ' ');
    while (!text.empty() && text.back() == ' ') text.pop_back();
    if (answer.position > 0 && statement.find('\n') != std::string_view::npos) {
        // The position counts characters: bytes that continue one do not count.
        std::size_t line = 1;
        std::size_t character = 0;
        for (const char each : statement) {
            if ((static_cast<unsigned char>(each) & 0xC0U) != 0x80U &&
                ++character >= answer.position)
                break;
            if (each == '\n') ++line;
        }
        text += ", in line " + std::to_string(line) + " of the statement";
    }
    return text;
}

// The first 400 bytes, no character cut in two.
inline std::string excerpt_of(std::string_view sql) {
    if (sql.size() <= 400) return std::string(sql);
    std::size_t size = 400;
    while (size > 0 && (static_cast<unsigned char>(sql[size]) & 0xC0U) == 0x80U) --size;
    return std::string(sql.substr(0, size));
}

inline std::string help_for(const reply& answer, std::string_view role_hint = {}) {
    if (answer.sqlstate == "42501") {
        return "connect as the owner of the tables, or GRANT what is missing" +
               std::string(role_hint);
    }
    if (answer.sqlstate == "25006")
        return "connect to the primary server, with a role that may write";
    if (starts_with(answer.sqlstate, "53"))
        return "free the resource that is short, then run the same again";
    if (is_statement_pool(answer))
        return "connect to the server itself, or through a pool of sessions or transactions";
    if (is_lost(answer)) return "run the same again when the server can be reached";
    if (refuses_transaction(answer)) {
        return "write transactional = false at the head of the revision file, or take the statement out";
    }
    // unsafe_new_enum_value_usage
    if (answer.sqlstate == "55P04") {
        return "a value that is added to an enum can be used after the end of the transaction: use it in a revision of "
               "its own, behind this one";
    }
    return {};
}

// Puts what an answer says into an outcome that has no progress.
inline outcome failure_of(const reply& answer) {
    outcome result = failure(status_of(answer), words_of(answer), help_for(answer));
    result.code = answer.sqlstate;
    if (result.status == status::connection) {
        result.message = "the connection to the database was lost: " + result.message;
    }
    return result;
}

// What a connection that has a transaction open gets: it is not ours to commit or roll back.
inline outcome connection_in_use() {
    outcome result =
        failure(status::refused, "the connection has an open transaction or a query under way",
                "commit or roll back first, or use a connection of its own");
    result.database_state = "the database was not touched";
    return result;
}

// A row of holder_sql() or oldest_transaction_sql(): "pid 4711 ('psql' on 10.0.0.1, for 12 s)".
inline std::string session_text(const std::vector<std::optional<std::string>>& row) {
    const auto field = [&](std::size_t column) {
        return column < row.size() && row[column] ? *row[column] : "";
    };
    std::string about;
    if (!field(1).empty()) about += "'" + field(1) + "'";
    if (!field(2).empty()) about += (about.empty() ? "on " : " on ") + field(2);
    if (!field(3).empty()) about += (about.empty() ? "for " : ", for ") + field(3) + " s";
    return "pid " + field(0) + (about.empty() ? "" : " (" + about + ")");
}

}  // namespace migrations::postgresql
