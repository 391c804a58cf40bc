// An index that CREATE INDEX CONCURRENTLY has left unfinished: it was interrupted, or found rows
// that repeat a value. It takes up the name, so that the same statement cannot run again, and is
// good for nothing (postgresql.org/docs/current/sql-createindex.html). Pure.
//
// C++17, standard library only, no exceptions, no RTTI.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sql_tokens.hpp"
#include "tables.hpp"

namespace migrations::postgresql {

// What CREATE INDEX CONCURRENTLY makes; without a name for any other statement, and where the server
// is to find one.
struct concurrent_index {
    std::string name;
    std::string table;  // as written
};

inline concurrent_index concurrent_index_of(std::string_view sql) {
    const std::vector<token> tokens = tokens_of(sql, dialect::postgresql);
    std::size_t at = 0;
    const auto take = [&](std::string_view word) {
        if (at >= tokens.size() || !is_word(tokens[at], word)) return false;
        ++at;
        return true;
    };
    concurrent_index index;
    if (!take("create")) return index;
    take("unique");
    if (!take("index") || !take("concurrently")) return index;
    if (take("if")) {
        take("not");
        take("exists");
    }
    if (at + 2 >= tokens.size() || is_word(tokens[at], "on")) return index;
    std::string name = identifier_text(tokens[at]);
    if (tokens[at].kind == token_kind::word) {
        for (char& each : name) each = lower_letter(each);
    }
    ++at;
    if (!take("on")) return index;
    take("only");
    if (at >= tokens.size()) return index;
    index.table = std::string(tokens[at].text);
    if (at + 2 < tokens.size() && is_operator(tokens[at + 1], ".")) {
        index.table += "." + std::string(tokens[at + 2].text);
    }
    index.name = std::move(name);
    return index;
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

}  // namespace migrations::postgresql
