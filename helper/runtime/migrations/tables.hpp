// The bookkeeping tables: names, DDL and DML as text, for both dialects. All values are quoted
// literals, so that the text can be printed and replayed by sqlite3 or psql.
//
//   <p>_version  one row per head
//   <p>_history  one row per attempt, append only; 'ok' rows are written in the transaction of the
//   change <p>_journal  the steps of a migration that runs outside a transaction and is not
//   finished
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "recorded.hpp"
#include "script.hpp"

namespace migrations {

// Temporary tables of scripts that are collected for others to run on SQLite: what session::guard() uses, and the
// rows that pointed to nothing before.
constexpr std::string_view guard_table = "\"migrations_guard\"";
constexpr std::string_view violations_table = "\"migrations_violations\"";

// Names as the database knows them, not quoted. PostgreSQL: `schema.table` is allowed, split at the
// first dot.
struct table_names {
    dialect language = dialect::sqlite;
    std::string version;
    std::string history;
    std::string journal;
};

// `<p>_version` gives `<p>_history` and `<p>_journal`; another name gets them appended.
inline table_names names_of(dialect language, std::string_view version_table) {
    std::string_view stem = version_table;
    constexpr std::string_view suffix = "_version";
    if (stem.size() > suffix.size() && stem.substr(stem.size() - suffix.size()) == suffix) {
        stem.remove_suffix(suffix.size());
    }
    return {language, std::string(version_table), std::string(stem) + "_history",
            std::string(stem) + "_journal"};
}

// An identifier in double quotes.
inline std::string quoted_name(std::string_view name) {
    std::string text = "\"";
    for (const char each : name) {
        if (each == '"') text += '"';
        text += each;
    }
    return text + "\"";
}

// A string literal. PostgreSQL: with standard_conforming_strings on. No literal can hold a NUL: it
// becomes a space.
inline std::string quoted_text(std::string_view value) {
    std::string text = "'";
    for (const char each : value) {
        if (each == '\'') text += '\'';
        text += each == '\0' ? ' ' : each;
    }
    return text + "'";
}

// The name of a table as SQL text: `main."t"` on SQLite, where a temporary table of the same name
// must not be meant;
// `"t"` or `"schema"."t"` on PostgreSQL.
inline std::string table_sql(dialect language, std::string_view name) {
    if (language == dialect::sqlite) return "main." + quoted_name(name);
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) return quoted_name(name);
    return quoted_name(name.substr(0, dot)) + "." + quoted_name(name.substr(dot + 1));
}

// The moment now as SQL text: an expression for UTC in ISO 8601 with milliseconds.
inline std::string now_sql(dialect language) {
    return language == dialect::sqlite
               ? "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
               : "pg_catalog.to_char(pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', "
                 "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')";
}

// The statements that make the three tables. The version table is last: when it exists, all do.
inline std::vector<std::string> create_tables_sql(const table_names& names) {
    const bool lite = names.language == dialect::sqlite;
    const std::string text = lite ? " TEXT" : " text";
    const std::string integer = lite ? " INTEGER" : " integer";
    const std::string bigint = lite ? " INTEGER" : " bigint";
    const std::string start = "CREATE TABLE IF NOT EXISTS ";
    std::string history =
        start + table_sql(names.language, names.history) + " (\n  seq" +
        (lite ? " INTEGER PRIMARY KEY" : " bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY") +
        ",\n";
    for (const char* column : {"run_id", "revision", "parents", "action", "outcome", "file_sha256",
                               "ops_sha256", "chain_sha256", "tool_version", "db_user", "os_user",
                               "host", "application", "started_at"}) {
        history += std::string("  ") + column + text + " NOT NULL,\n";
    }
    history += "  duration_ms" + bigint + " NOT NULL,\n  error_code" + text +
               " NOT NULL,\n  error_text" + text + " NOT NULL,\n  down_script" + text +
               " NOT NULL,\n  compatible" + integer + " NOT NULL\n)";
    return {
        history,
        start + table_sql(names.language, names.journal) + " (\n  revision" + text +
            " NOT NULL,\n  step" + integer + " NOT NULL,\n  step_sha256" + text +
            " NOT NULL,\n  kind" + text + " NOT NULL,\n  state" + text +
            " NOT NULL,\n  started_at" + text + " NOT NULL,\n  finished_at" + text +
            ",\n  PRIMARY KEY (revision, step)\n)",
        start + table_sql(names.language, names.version) + " (\n  revision" + text +
            " NOT NULL PRIMARY KEY,\n  chain_sha256" + text + " NOT NULL,\n  seq" + bigint +
            " NOT NULL,\n  project" + text + " NOT NULL,\n  format" + integer +
            " NOT NULL\n)",
    };
}

// Reads the version table: rows for head_row_of(), sorted by revision.
inline std::string select_heads_sql(const table_names& names) {
    return "SELECT revision, chain_sha256, seq, project, format FROM " +
           table_sql(names.language, names.version) + " ORDER BY 1";
}

// A row of select_heads_sql(), NULL as an empty string.
inline head_row head_row_of(const std::vector<std::string>& fields) {
    head_row row;
    if (fields.size() < 5) return row;
    row.revision = fields[0];
    row.chain_hash = fields[1];
    row.seq = std::strtoll(fields[2].c_str(), nullptr, 10);
    row.project = fields[3];
    row.format = static_cast<int>(std::strtol(fields[4].c_str(), nullptr, 10));
    return row;
}

// The statement for one edit of the version table. It must affect exactly one row; anything else
// means that somebody changed the table in between.
inline std::string edit_head_sql(const table_names& names, const head_edit& edit,
                                 std::string_view project) {
    const std::string table = table_sql(names.language, names.version);
    const std::string where = " WHERE revision = " + quoted_text(edit.before) +
                              " AND seq = " + std::to_string(edit.before_seq);
    if (edit.after.empty()) return "DELETE FROM " + table + where;
    if (edit.before.empty()) {
        return "INSERT INTO " + table + " (revision, chain_sha256, seq, project, format) VALUES (" +
               quoted_text(edit.after) + ", " + quoted_text(edit.after_chain_hash) + ", " +
               std::to_string(edit.after_seq) + ", " + quoted_text(project) + ", " +
               std::to_string(record_format) + ")";
    }
    return "UPDATE " + table + " SET revision = " + quoted_text(edit.after) +
           ", chain_sha256 = " + quoted_text(edit.after_chain_hash) +
           ", seq = " + std::to_string(edit.after_seq) + where;
}

// Takes all rows from the version table, whatever they hold.
inline std::string clear_heads_sql(const table_names& names) {
    return "DELETE FROM " + table_sql(names.language, names.version);
}

// Ids joined by spaces, and back.
inline std::string joined_ids(const std::vector<std::string>& ids) {
    std::string text;
    for (const std::string& id : ids) {
        if (!text.empty()) text += ' ';
        text += id;
    }
    return text;
}
inline std::vector<std::string> split_ids(std::string_view text) {
    std::vector<std::string> ids;
    while (!text.empty()) {
        const std::size_t end = text.find(' ');
        if (end != 0) ids.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return ids;
}

// One row for the history table.
struct history_row {
    std::string_view run_id;
    const migration* what = nullptr;  // null: a stamp to base
    std::string_view action;          // upgrade, downgrade, stamp
    std::string_view outcome;         // ok, failed
    std::string_view tool_version;
    std::string_view
        db_user_sql;  // an expression, such as `current_user`; '' where the engine has no users
    std::string_view os_user;
    std::string_view host;
    std::string_view application;
    std::string_view
        started_sql;  // an expression for ISO 8601 text; empty: the moment of the insert
    long long duration_ms = 0;
    std::string_view duration_sql;  // an expression instead of duration_ms
    std::string_view error_code;
    std::string_view error_text;
    std::string_view down_script;  // as script_text.hpp writes it
};

inline std::string insert_history_sql(const table_names& names, const history_row& row) {
    std::string parents;
    if (row.what != nullptr) {
        for (const std::string_view parent : row.what->parents) {
            if (!parents.empty()) parents += ' ';
            parents += parent;
        }
    }
    const auto hash = [&](std::string_view migration::*member) {
        return quoted_text(row.what == nullptr ? std::string_view() : row.what->*member);
    };
    return "INSERT INTO " + table_sql(names.language, names.history) +
           " (run_id, revision, parents, action, outcome, file_sha256, ops_sha256, chain_sha256, "
           "tool_version, "
           "db_user, os_user, host, application, started_at, duration_ms, error_code, error_text, "
           "down_script, compatible) "
           "VALUES (" +
           quoted_text(row.run_id) + ", " + hash(&migration::id) + ", " + quoted_text(parents) +
           ", " + quoted_text(row.action) + ", " + quoted_text(row.outcome) + ", " +
           hash(&migration::file_hash) + ", " + hash(&migration::ops_hash) + ", " +
           hash(&migration::chain_hash) + ", " + quoted_text(row.tool_version) + ", " +
           (row.db_user_sql.empty() ? std::string("''") : std::string(row.db_user_sql)) + ", " +
           quoted_text(row.os_user) + ", " + quoted_text(row.host) + ", " +
           quoted_text(row.application) + ", " +
           (row.started_sql.empty() ? now_sql(names.language) : std::string(row.started_sql)) +
           ", " +
           (row.duration_sql.empty() ? std::to_string(row.duration_ms)
                                     : std::string(row.duration_sql)) +
           ", " + quoted_text(row.error_code) + ", " + quoted_text(row.error_text) + ", " +
           quoted_text(row.down_script) + ", " +
           (row.what != nullptr && row.what->compatible ? "1" : "0") + ")";
}

// Reads the history table: rows for revision_row_of(), oldest first.
inline std::string select_revisions_sql(const table_names& names) {
    const std::string table = table_sql(names.language, names.history);
    return "SELECT revision, parents, action, file_sha256, ops_sha256, chain_sha256, down_script, "
           "started_at, "
           "db_user, os_user, host, application, tool_version, compatible FROM " +
           table + " WHERE seq IN (SELECT max(seq) FROM " + table +
           " WHERE outcome = 'ok' AND action IN ('upgrade', 'stamp') AND revision <> '' GROUP BY "
           "revision) "
           "ORDER BY seq";
}

// A row of select_revisions_sql(), NULL as an empty string.
inline revision_row revision_row_of(const std::vector<std::string>& fields) {
    revision_row row;
    if (fields.size() < 14) return row;
    row.revision = fields[0];
    row.parents = split_ids(fields[1]);
    row.action = fields[2];
    row.file_hash = fields[3];
    row.ops_hash = fields[4];
    row.chain_hash = fields[5];
    row.down = fields[6];
    row.applied_at = fields[7];
    row.db_user = fields[8];
    row.os_user = fields[9];
    row.host = fields[10];
    row.application = fields[11];
    row.tool_version = fields[12];
    row.compatible = fields[13] == "1";
    return row;
}

// One row of the journal.
struct journal_row {
    long long step = 0;  // 1-based
    std::string hash;    // of the step's text, see step_hash()
    std::string kind;    // upgrade, downgrade
    std::string state;   // started, done, skipped
};

// Reads the journal of one revision: rows for journal_row_of(), by step.
inline std::string select_journal_sql(const table_names& names, std::string_view revision) {
    return "SELECT step, step_sha256, kind, state FROM " +
           table_sql(names.language, names.journal) + " WHERE revision = " + quoted_text(revision) +
           " ORDER BY step";
}

inline journal_row journal_row_of(const std::vector<std::string>& fields) {
    if (fields.size() < 4) return {};
    return {std::strtoll(fields[0].c_str(), nullptr, 10), fields[1], fields[2], fields[3]};
}

// Notes that a step starts; its row has the state 'started'.
inline std::string start_step_sql(const table_names& names, std::string_view revision,
                                  const journal_row& row) {
    return "INSERT INTO " + table_sql(names.language, names.journal) +
           " (revision, step, step_sha256, kind, state, started_at) VALUES (" +
           quoted_text(revision) + ", " + std::to_string(row.step) + ", " + quoted_text(row.hash) +
           ", " + quoted_text(row.kind) + ", 'started', " + now_sql(names.language) + ")";
}

// Notes that a started step is done.
inline std::string finish_step_sql(const table_names& names, std::string_view revision,
                                   long long step) {
    return "UPDATE " + table_sql(names.language, names.journal) +
           " SET state = 'done', finished_at = " + now_sql(names.language) +
           " WHERE revision = " + quoted_text(revision) + " AND step = " + std::to_string(step);
}

// Notes that a started step counts as done without having run to its end here.
inline std::string skip_step_sql(const table_names& names, std::string_view revision,
                                 long long step) {
    return "UPDATE " + table_sql(names.language, names.journal) +
           " SET state = 'skipped', finished_at = " + now_sql(names.language) +
           " WHERE revision = " + quoted_text(revision) + " AND step = " + std::to_string(step);
}

// Takes a step back that had no effect: it failed, and the engine undid it.
inline std::string forget_step_sql(const table_names& names, std::string_view revision,
                                   long long step) {
    return "DELETE FROM " + table_sql(names.language, names.journal) +
           " WHERE revision = " + quoted_text(revision) + " AND step = " + std::to_string(step);
}

// Whether the first value of a probe (step::probe) says yes, as either engine writes it.
inline bool is_yes(std::string_view answer) {
    return answer == "t" || answer == "true" || answer == "1";
}

// Clears the journal of a revision; part of the transaction that moves the version row.
inline std::string clear_journal_sql(const table_names& names, std::string_view revision) {
    return "DELETE FROM " + table_sql(names.language, names.journal) +
           " WHERE revision = " + quoted_text(revision);
}

// Forgets all that was begun outside a transaction.
inline std::string clear_all_journal_sql(const table_names& names) {
    return "DELETE FROM " + table_sql(names.language, names.journal);
}

// What identifies the text of a step in the journal: 'fnv1a64:' and 16 hexadecimal digits. It tells
// an edited step from the same one; it is no protection against forgery, which the hashes of the
// chain are.
inline std::string step_hash(std::string_view text) {
    unsigned long long value = 14695981039346656037ULL;
    for (const char each : text) {
        value ^= static_cast<unsigned char>(each);
        value *= 1099511628211ULL;
    }
    std::string digits(16, '0');
    for (std::size_t at = 16; at-- > 0; value >>= 4U) digits[at] = "0123456789abcdef"[value & 15U];
    return "fnv1a64:" + digits;
}

}  // namespace migrations
