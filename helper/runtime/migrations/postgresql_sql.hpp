// The messages that the PostgreSQL engine sends, beside those of tables.hpp, and how their rows are
// read. Pure.
//
// Queries whose rows the engine reads start with a comment that says which they are: it shows in
// the server's log and in pg_stat_activity, and recording.hpp knows by it what to answer.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "applied.hpp"
#include "postgresql_reply.hpp"
#include "unfinished.hpp"
#include "recorded.hpp"
#include "tables.hpp"

namespace migrations::postgresql {

// Marks of the queries.
constexpr std::string_view heads_mark = "/* migrations: heads */";
constexpr std::string_view start_mark = "/* migrations: objects */";
constexpr std::string_view guard_mark = "/* migrations: guard */";

// The first half of the advisory lock's key: 'migr'. pg_locks shows it as classid.
constexpr int lock_class = 1835624306;

// Where the bookkeeping tables are.
struct place {
    table_names names;     // with the schema, once that is known
    std::string lock_key;  // an expression, the second half of the lock's key
};

// `schema` is empty as long as it is not known: the names are then found through the search path.
inline place place_of(std::string_view version_table, std::string_view schema) {
    std::string name(version_table);
    if (name.find('.') != std::string::npos) {
        return {names_of(dialect::postgresql, name),
                "pg_catalog.hashtext(" + quoted_text(name) + ")"};
    }
    if (schema.empty() || schema.find('.') != std::string_view::npos) {
        const std::string tail = quoted_text("." + name);
        return {
            names_of(dialect::postgresql, name),
            "pg_catalog.hashtext(pg_catalog.concat(pg_catalog.current_schema(), " + tail + "))"};
    }
    name = std::string(schema) + "." + name;
    return {names_of(dialect::postgresql, name), "pg_catalog.hashtext(" + quoted_text(name) + ")"};
}

// The name without its schema.
inline std::string bare_name(std::string_view name) {
    const std::size_t dot = name.find('.');
    return std::string(dot == std::string_view::npos ? name : name.substr(dot + 1));
}

// A setting for the length of the transaction.
inline std::string set_local_sql(std::string_view name, std::chrono::milliseconds value) {
    return "SET LOCAL " + std::string(name) + " = " +
           std::to_string(std::max<long long>(value.count(), 1));
}

// Parameters that only newer servers have: the transaction may last, and a statement ends whose client is gone.
inline std::string no_transaction_timeout_sql() {
    return "SELECT CASE WHEN pg_catalog.current_setting('transaction_timeout', true) IS NOT NULL "
           "THEN pg_catalog.set_config('transaction_timeout', '0', true) END";
}
inline std::string watch_client_sql() {
    return "SELECT CASE WHEN pg_catalog.current_setting('client_connection_check_interval', true) IS NOT "
           "NULL AND pg_catalog.version() LIKE '%linux%' "
           "THEN pg_catalog.set_config('client_connection_check_interval', '500', true) END";
}

// Tries to take the lock: for the transaction, or until it is given back. What came of it is in the
// setting 'migrations.lock', which ends with the transaction: who finds it 'true' knows to be in
// the same one.
inline std::string try_lock_sql(const place& where, bool for_session) {
    return "SELECT pg_catalog.set_config('migrations.lock', pg_catalog.pg_try_advisory_" +
           std::string(for_session ? "" : "xact_") + "lock(" + std::to_string(lock_class) + ", " +
           where.lock_key + ")::text, true)";
}

inline std::string claim_lock_sql() {
    return "SELECT pg_catalog.set_config('migrations.lock', 'true', true)";
}

inline std::string unlock_sql(const place& where) {
    return "SELECT pg_catalog.pg_advisory_unlock(" + std::to_string(lock_class) + ", " +
           where.lock_key + ")";
}

// The statements that open a migration's transaction. Nothing that they set outlives it.
// `guarded`: another connection of ours holds the lock (postgresql_guard.hpp).
inline std::vector<std::string> begin_sql(const place& where,
                                          std::chrono::milliseconds lock_timeout, bool guarded) {
    return {
        "BEGIN ISOLATION LEVEL READ COMMITTED",
        set_local_sql("lock_timeout", lock_timeout),
        "SET LOCAL statement_timeout = 0",
        "SET LOCAL idle_in_transaction_session_timeout = 0",
        "SET LOCAL standard_conforming_strings = on",
        "SET LOCAL client_min_messages = warning",
        "SET LOCAL client_encoding = 'UTF8'",
        no_transaction_timeout_sql(),
        watch_client_sql(),
        guarded ? claim_lock_sql() : try_lock_sql(where, false),
    };
}

// The schema of the bookkeeping tables, as an expression.
inline std::string schema_sql(const place& where) {
    const std::size_t dot = where.names.version.find('.');
    return dot == std::string::npos ? "pg_catalog.current_schema()"
                                    : quoted_text(where.names.version.substr(0, dot));
}

// A table beside the version table that has the name of one of ours and lacks columns that ours
// have; NULL when there is none.
inline std::string foreign_table_sql(const place& where) {
    const auto differs = [](std::string_view name, std::string_view one, std::string_view other) {
        return "c.relname = " + quoted_text(bare_name(name)) +
               " AND (c.relkind NOT IN ('r', 'p') OR (SELECT pg_catalog.count(*) FROM "
               "pg_catalog.pg_attribute AS a WHERE a.attrelid = c.oid AND NOT a.attisdropped AND "
               "a.attname IN (" +
               quoted_text(one) + ", " + quoted_text(other) + ")) < 2)";
    };
    return "(SELECT pg_catalog.min(pg_catalog.concat(n.nspname, '.', c.relname)) FROM "
           "pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
           "WHERE n.nspname = " +
           schema_sql(where) + " AND (" + differs(where.names.history, "run_id", "down_script") +
           " OR " + differs(where.names.journal, "step_sha256", "finished_at") + "))";
}

// The columns that heads_sql() and objects_sql() share, from the sixth on; see situation.
inline std::string state_columns(const place& where) {
    return "pg_catalog.current_setting('migrations.lock', true), "
           "pg_catalog.current_setting('transaction_read_only'), "
           "CASE WHEN pg_catalog.current_setting('migrations.lock', true) = 'true' "
           "AND NOT pg_catalog.pg_is_in_recovery() THEN pg_catalog.txid_current() END, "
           "pg_catalog.current_schema(), "
           "(SELECT n.nspname FROM pg_catalog.pg_namespace AS n WHERE n.oid = t.relnamespace), "
           "t.relkind, "
           "pg_catalog.now() <> pg_catalog.statement_timestamp(), "
           "pg_catalog.current_setting('search_path'), pg_catalog.current_setting('role'), "
           "pg_catalog.pg_is_in_recovery(), " +
           foreign_table_sql(where);
}

// Reads the version table: a row for each head, or one row without a head. Fails with 42P01 when
// there is no table.
inline std::string heads_sql(const place& where) {
    const std::string table = table_sql(dialect::postgresql, where.names.version);
    return std::string(heads_mark) +
           " SELECT h.revision, h.chain_sha256, h.seq, h.project, h.format, " +
           state_columns(where) +
           ", (SELECT pg_catalog.string_agg(DISTINCT pg_catalog.concat(kind, ' ', revision), ' ') "
           "FROM " +
           table_sql(dialect::postgresql, where.names.journal) +
           ") FROM (SELECT pg_catalog.to_regclass(" + quoted_text(table) +
           ") AS id) AS place LEFT JOIN pg_catalog.pg_class AS t ON t.oid = place.id LEFT JOIN " +
           table + " AS h ON true";
}

// The same rows for a database that may have no version table: instead of heads, the names of at
// most 10 objects in the current schema that are neither ours nor an extension's.
inline std::string objects_sql(const place& where) {
    const std::string own = quoted_text(bare_name(where.names.version)) + ", " +
                            quoted_text(bare_name(where.names.history)) + ", " +
                            quoted_text(bare_name(where.names.journal));
    const auto depends = [](std::string_view catalog, std::string_view id, std::string_view kinds) {
        return " AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d WHERE d.classid = "
               "'pg_catalog." +
               std::string(catalog) + "'::pg_catalog.regclass AND d.objid = " + std::string(id) +
               " AND d.deptype IN (" + std::string(kinds) + "))";
    };
    const std::string here =
        "(SELECT n.oid FROM pg_catalog.pg_namespace AS n WHERE n.nspname = "
        "pg_catalog.current_schema())";
    // The table is looked up in the catalog itself: to_regclass() may answer from a cache, and so
    // say that there is no version table, when the tables of the same transaction are seen already.
    return std::string(start_mark) + " SELECT o.name, NULL, NULL, NULL, NULL, " +
           state_columns(where) +
           ", NULL FROM (SELECT 1) AS one LEFT JOIN pg_catalog.pg_class AS t ON t.relname = " +
           quoted_text(bare_name(where.names.version)) +
           " AND t.relnamespace = (SELECT n.oid FROM pg_catalog.pg_namespace AS n WHERE n.nspname "
           "= " +
           schema_sql(where) +
           ") LEFT JOIN ("
           "SELECT c.relname::text AS name FROM pg_catalog.pg_class AS c WHERE c.relnamespace = " +
           here + " AND c.relname NOT IN (" + own + ") AND c.relkind IN ('r', 'p', 'v', 'm', 'f')" +
           depends("pg_class", "c.oid", "'e'") +
           " UNION ALL SELECT c.relname::text FROM pg_catalog.pg_class AS c WHERE c.relnamespace "
           "= " +
           here + " AND c.relkind = 'S'" + depends("pg_class", "c.oid", "'e', 'i', 'a'") +
           " UNION ALL SELECT y.typname::text FROM pg_catalog.pg_type AS y WHERE y.typnamespace "
           "= " +
           here +
           " AND (y.typtype IN ('e', 'd', 'r') OR EXISTS (SELECT FROM pg_catalog.pg_class AS c "
           "WHERE c.oid = y.typrelid AND c.relkind = 'c'))" +
           depends("pg_type", "y.oid", "'e'") + " ORDER BY 1 LIMIT 10) AS o ON true";
}

// What a printed script has in the place of a call of a function: a statement that fails.
constexpr const char* stop_mark = "DO $migrations_call$";

// Whether this is still the transaction that begin_sql() opened.
constexpr const char* own_transaction_sql = "SELECT pg_catalog.current_setting('migrations.lock', true)";
inline bool is_own_transaction(const reply& answer) {
    return !answer.rows.empty() && !answer.rows[0].empty() && answer.rows[0][0] == "true";
}

// What the two queries found.
struct situation {
    bool table = false;                // there is a version table
    std::vector<head_row> heads;       // sorted by revision
    std::vector<std::string> objects;  // objects_sql() only
    bool locked = false;               // this transaction (or session) has the lock
    bool read_only = false;
    bool standby = false;
    std::string transaction;      // id, when locked
    std::string schema;           // current_schema(); empty: the search path names none that exists
    std::string table_schema;     // where the version table was found
    bool ordinary = true;         // it is a table, not a view or the like
    bool in_transaction = false;  // of the caller
    std::string search_path;
    std::string role;
    std::string foreign;  // a table with the name of one of ours that is not ours; or empty
    std::vector<unfinished_move> unfinished;  // heads_sql() only
};

inline std::string field_of(const std::vector<std::optional<std::string>>& row,
                            std::size_t column) {
    return column < row.size() && row[column] ? *row[column] : std::string();
}

inline std::vector<std::string> fields_of(const std::vector<std::optional<std::string>>& row) {
    std::vector<std::string> fields;
    for (std::size_t column = 0; column < row.size(); ++column)
        fields.push_back(field_of(row, column));
    return fields;
}

// `heads`: the rows are those of heads_sql().
inline situation situation_of(const reply& answer, bool heads) {
    situation found;
    for (const auto& row : answer.rows) {
        if (row.size() < 17) continue;
        if (row[0] && heads) found.heads.push_back(head_row_of(fields_of(row)));
        if (row[0] && !heads) found.objects.push_back(*row[0]);
        found.locked = field_of(row, 5) == "true";
        found.read_only = field_of(row, 6) == "on";
        found.transaction = field_of(row, 7);
        found.schema = field_of(row, 8);
        found.table_schema = field_of(row, 9);
        found.table = row[10].has_value();
        found.ordinary = !row[10] || *row[10] == "r" || *row[10] == "p";
        found.in_transaction = field_of(row, 11) == "t";
        found.search_path = field_of(row, 12);
        found.role = field_of(row, 13);
        found.standby = field_of(row, 14) == "t";
        found.foreign = field_of(row, 15);
        found.unfinished = unfinished_moves(field_of(row, 16));
    }
    std::sort(
        found.heads.begin(), found.heads.end(),
        [](const head_row& left, const head_row& right) { return left.revision < right.revision; });
    return found;
}

// The `seq` of a head of which only the revision is known: of a database that is not at hand.
constexpr long long unknown_seq = -1;

inline bool seqs_known(const std::vector<head_row>& heads) {
    return std::all_of(heads.begin(), heads.end(),
                       [](const head_row& head) { return head.seq != unknown_seq; });
}

// As edit_head_sql(), where the `seq` of the rows is not known.
inline std::string relative_edit_sql(const table_names& names, const head_edit& edit,
                                     std::string_view project) {
    const std::string table = table_sql(names.language, names.version);
    const std::string where = " WHERE revision = " + quoted_text(edit.before);
    if (edit.after.empty()) return "DELETE FROM " + table + where;
    if (edit.before.empty()) {
        return "INSERT INTO " + table + " (revision, chain_sha256, seq, project, format) SELECT " +
               quoted_text(edit.after) + ", " + quoted_text(edit.after_chain_hash) +
               ", coalesce(max(seq), 0) + 1, " + quoted_text(project) + ", " +
               std::to_string(record_format) + " FROM " + table;
    }
    return "UPDATE " + table + " SET revision = " + quoted_text(edit.after) +
           ", chain_sha256 = " + quoted_text(edit.after_chain_hash) + ", seq = seq + 1" + where;
}

// The edits of the version table from `before`, and the rows that there are then.
struct head_change {
    std::vector<std::string> statements;
    std::vector<head_row> after;
};

inline head_change change_heads(const table_names& names, const std::vector<head_row>& before,
                                const std::vector<head_edit>& edits, std::string_view project) {
    const bool known = seqs_known(before);
    head_change change;
    change.after = edited_heads(before, edits, project);
    for (const head_edit& edit : edits) {
        change.statements.push_back(known ? edit_head_sql(names, edit, project)
                                          : relative_edit_sql(names, edit, project));
    }
    if (!known) {
        for (head_row& head : change.after) head.seq = unknown_seq;
    }
    return change;
}

// The last statement before COMMIT. It fails when the transaction is no longer the one that took
// the lock, because a statement ended it, or when the version table does not hold exactly `heads`,
// because somebody changed it without the lock. Its row: 'ok', the search path, the role.
inline std::string guard_sql(const place& where, const std::vector<head_row>& heads) {
    const bool known = seqs_known(heads);
    std::string expected;
    for (const head_row& head : heads) {
        if (!expected.empty()) expected += ' ';
        expected += head.revision;
        if (known) expected += " " + std::to_string(head.seq);
    }
    return std::string(guard_mark) +
           " SELECT CASE WHEN pg_catalog.current_setting('migrations.lock', true) = 'true' AND "
           "pg_catalog.concat((SELECT pg_catalog.string_agg(" +
           (known ? "pg_catalog.concat(revision, ' ', seq)" : "revision") +
           ", ' ' ORDER BY revision COLLATE pg_catalog.\"C\") FROM " +
           table_sql(dialect::postgresql, where.names.version) + ")) = " + quoted_text(expected) +
           " THEN 'ok' ELSE CAST(CAST(pg_catalog.concat('the lock is not held, or the version "
           "table was changed by "
           "somebody else; lock: ', pg_catalog.current_setting('migrations.lock', true)) AS "
           "integer) AS text) END, "
           "pg_catalog.current_setting('search_path'), pg_catalog.current_setting('role')";
}

// Who holds the lock: pid, application_name, client address, seconds since its transaction began.
inline std::string holder_sql(const place& where) {
    return "SELECT l.pid, a.application_name, pg_catalog.host(a.client_addr), "
           "pg_catalog.floor(extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start)) "
           "FROM pg_catalog.pg_locks AS l LEFT JOIN pg_catalog.pg_stat_activity AS a ON a.pid = "
           "l.pid "
           "WHERE l.locktype = 'advisory' AND l.granted AND l.classid = " +
           std::to_string(lock_class) + "::pg_catalog.oid AND l.objid = " + where.lock_key +
           "::pg_catalog.oid AND l.objsubid = 2 AND l.database = (SELECT oid FROM "
           "pg_catalog.pg_database "
           "WHERE datname = pg_catalog.current_database()) AND l.pid <> "
           "pg_catalog.pg_backend_pid() LIMIT 1";
}

// The oldest transaction of another session that holds a lock on a table of this database; columns
// as holder_sql().
inline std::string oldest_transaction_sql() {
    return "SELECT a.pid, a.application_name, pg_catalog.host(a.client_addr), "
           "pg_catalog.floor(extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start)) "
           "FROM pg_catalog.pg_stat_activity AS a WHERE a.pid <> pg_catalog.pg_backend_pid() "
           "AND a.xact_start IS NOT NULL AND EXISTS (SELECT FROM pg_catalog.pg_locks AS l WHERE "
           "l.pid = a.pid "
           "AND l.granted AND l.locktype = 'relation' AND l.relation >= 16384 AND l.database = "
           "(SELECT oid FROM pg_catalog.pg_database WHERE datname = "
           "pg_catalog.current_database())) "
           "ORDER BY a.xact_start LIMIT 1";
}

// Whether a transaction was committed, as 'committed', 'aborted' or 'in progress'.
inline std::string transaction_status_sql(std::string_view transaction) {
    return "SELECT pg_catalog.txid_status(" + std::string(transaction) + ")";
}

// Statements as one message. A statement that ends in a comment does not swallow what follows.
inline std::string message_of(const std::vector<std::string_view>& statements) {
    std::string text;
    for (const std::string_view each : statements) {
        text += each;
        text += "\n;\n";
    }
    return text;
}

}  // namespace migrations::postgresql
