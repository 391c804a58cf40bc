// What statements that work in several transactions of their own leave behind when they are interrupted or fail, and what
// has to be done before the same statement can run again. Pure.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <string>
#include <string_view>

#include "statement_words.hpp"
#include "tables.hpp"

namespace migrations::postgresql {

// What CREATE INDEX CONCURRENTLY makes; without a name for any other statement, and where the server
// is to find one. An unfinished one takes up the name, so that the same statement cannot run again, and is
// good for nothing (postgresql.org/docs/current/sql-createindex.html).
struct concurrent_index {
    std::string name;
    std::string table;  // as written
};

inline concurrent_index concurrent_index_of(std::string_view sql) {
    statement_words words(sql);
    if (!words.take("create")) return {};
    words.take("unique");
    if (!words.take_all({"index", "concurrently"})) return {};
    words.skip_condition();
    if (words.is_next("on")) return {};
    concurrent_index index;
    index.name = words.bare_name();
    if (!words.take("on")) return {};
    words.take("only");
    index.table = words.name();
    return index.table.empty() ? concurrent_index() : index;
}

// A row when the table has an index of this name: its full name, and whether it is 'valid',
// 'unfinished' or, while some session works at it, 'growing'.
inline std::string find_index_sql(const concurrent_index& index) {
    return "SELECT pg_catalog.concat(pg_catalog.quote_ident(n.nspname), '.', "
           "pg_catalog.quote_ident(c.relname)), CASE WHEN i.indisvalid THEN 'valid' WHEN EXISTS "
           "(SELECT FROM pg_catalog.pg_stat_progress_create_index AS p WHERE p.index_relid = "
           "c.oid) THEN 'growing' ELSE 'unfinished' END FROM pg_catalog.pg_index AS i JOIN "
           "pg_catalog.pg_class AS c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace AS n ON "
           "n.oid = c.relnamespace WHERE i.indrelid = pg_catalog.to_regclass(" +
           quoted_text(index.table) + ") AND c.relname = " + quoted_text(index.name);
}

// For REINDEX ... CONCURRENTLY, a query for the full names of the indexes that an interrupted one has left: copies that
// are not valid, with the names that the server gives them (postgresql.org/docs/current/sql-reindex.html, "Rebuilding
// Indexes Concurrently"). Empty for any other statement.
inline std::string find_copies_sql(std::string_view sql) {
    statement_words words(sql);
    if (!words.take("reindex")) return "";
    const bool concurrently = words.skip_parentheses("concurrently");
    const bool index = words.take("index");
    const bool table = !index && words.take("table");
    const bool schema = !index && !table && words.take("schema");
    if (!index && !table && !schema && !words.take("database")) return "";
    if (!words.take("concurrently") && !concurrently) return "";
    const std::string name = quoted_text(words.name());
    const std::string where =
        index    ? "x.indrelid IN (SELECT o.indrelid FROM pg_catalog.pg_index AS o WHERE o.indexrelid = "
                   "pg_catalog.to_regclass(" + name + ") OR o.indexrelid IN (SELECT p.relid FROM "
                   "pg_catalog.pg_partition_tree(pg_catalog.to_regclass(" + name + ")) AS p))"
        : table  ? "(x.indrelid = pg_catalog.to_regclass(" + name + ") OR x.indrelid IN (SELECT p.relid FROM "
                   "pg_catalog.pg_partition_tree(pg_catalog.to_regclass(" + name + ")) AS p))"
        : schema ? "c.relnamespace = pg_catalog.to_regnamespace(" + name + ")"
                 : "true";
    return "SELECT pg_catalog.concat(pg_catalog.quote_ident(n.nspname), '.', pg_catalog.quote_ident(c.relname)) "
           "FROM pg_catalog.pg_index AS x JOIN pg_catalog.pg_class AS c ON c.oid = x.indexrelid "
           "JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace "
           "WHERE NOT x.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$' AND n.nspname <> 'pg_toast' "
           "AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index AS p WHERE p.index_relid = c.oid) "
           "AND " + where + " ORDER BY 1";
}

// ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY.
struct concurrent_detach {
    std::string table;      // as written; empty for any other statement
    std::string partition;
};

inline concurrent_detach concurrent_detach_of(std::string_view sql) {
    statement_words words(sql);
    if (!words.take_all({"alter", "table"})) return {};
    words.skip_condition();
    words.take("only");
    concurrent_detach found;
    found.table = words.name();
    if (!words.take_all({"detach", "partition"})) return {};
    found.partition = words.name();
    return words.take("concurrently") ? found : concurrent_detach();
}

// A row when the partition is half detached: then the statement itself fails, and finish_detach_sql() completes it
// (postgresql.org/docs/current/sql-altertable.html, DETACH PARTITION).
inline std::string find_half_detached_sql(const concurrent_detach& detach) {
    return "SELECT 1 FROM pg_catalog.pg_inherits WHERE inhdetachpending AND inhrelid = pg_catalog.to_regclass(" +
           quoted_text(detach.partition) + ") AND inhparent = pg_catalog.to_regclass(" + quoted_text(detach.table) + ")";
}
inline std::string finish_detach_sql(const concurrent_detach& detach) {
    return "ALTER TABLE " + detach.table + " DETACH PARTITION " + detach.partition + " FINALIZE";
}

// Another session of this database that still runs a statement, since a client that is gone does not end it at once:
// columns as holder_sql().
inline std::string find_running_sql(std::string_view sql) {
    // A step may have had its limits in front of it.
    const std::string step =
        "pg_catalog.regexp_replace(query, '^SET LOCAL lock_timeout = [0-9]+;SET LOCAL statement_timeout = 0;', '')";
    return "SELECT pid, application_name, pg_catalog.host(client_addr), "
           "pg_catalog.floor(extract(epoch FROM pg_catalog.clock_timestamp() - query_start)) "
           "FROM pg_catalog.pg_stat_activity WHERE pid <> pg_catalog.pg_backend_pid() "
           "AND datname = pg_catalog.current_database() AND state = 'active' AND " + step + " <> '' "
           // The server keeps the first kilobyte.
           "AND " + step + " = pg_catalog.left(" + quoted_text(sql) + ", pg_catalog.length(" + step + ")) LIMIT 1";
}

}  // namespace migrations::postgresql
