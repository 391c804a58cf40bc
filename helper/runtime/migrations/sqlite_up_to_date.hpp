// Whether there is nothing to do, found out with one read and no lock: what most calls of upgrade() come to.
//
// C++17, standard library and sqlite3.h only, no exceptions, no RTTI.
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "applied.hpp"
#include "outcome.hpp"
#include "recorded.hpp"
#include "script.hpp"
#include "sqlite_session.hpp"
#include "tables.hpp"

namespace migrations::sqlite {

// True, and the outcome, when the record has all heads of the set, as they are, and nothing is unfinished. False when the
// database is anything else, or cannot be read now: the whole call finds out what, and has the words for it.
inline bool is_up_to_date(sqlite3* db, const set& of, const options& how, outcome& result) {
    if (db == nullptr || of.language != dialect::sqlite || of.migrations.empty()) return false;
    if (!how.schema_hash.empty() && how.schema_hash != of.schema_hash) return false;
    if (sqlite3_get_autocommit(db) == 0 || sqlite3_libversion_number() < of.sqlite_minimum) return false;
    for (sqlite3_stmt* each = sqlite3_next_stmt(db, nullptr); each != nullptr; each = sqlite3_next_stmt(db, each)) {
        if (sqlite3_stmt_busy(each) != 0 && sqlite3_sql(each) != nullptr) return false;
    }
    const session on(db, how);  // so that a lock of others is not waited for here
    const table_names names = names_of(dialect::sqlite, of.version_table);
    const std::string sql = "SELECT revision, chain_sha256, project, format FROM " + table_sql(names.language, names.version) +
                            " WHERE NOT EXISTS (SELECT 1 FROM " + table_sql(names.language, names.journal) + ") ORDER BY 1";
    statement read;
    std::string_view rest;
    if (read.prepare(db, sql, rest) != SQLITE_OK) return false;
    const auto text = [&](int at) {
        const unsigned char* const value = sqlite3_column_text(read.handle(), at);
        return value == nullptr ? std::string_view()
                                : std::string_view(reinterpret_cast<const char*>(value),
                                                   static_cast<std::size_t>(sqlite3_column_bytes(read.handle(), at)));
    };
    const std::vector<std::size_t> heads = head_numbers(of);
    std::vector<std::string> found;
    int code = SQLITE_DONE;
    while ((code = sqlite3_step(read.handle())) == SQLITE_ROW) {
        const bool fits = std::any_of(heads.begin(), heads.end(), [&](std::size_t number) {
            return text(0) == of.migrations[number].id && text(1) == of.migrations[number].chain_hash;
        });
        if (!fits || text(2) != of.project || sqlite3_column_int(read.handle(), 3) > record_format) return false;
        found.emplace_back(text(0));
    }
    // The revision is the key of the table: as many rows as heads are all of them.
    if (code != SQLITE_DONE || found.size() != heads.size()) return false;
    result.from = result.to = std::move(found);
    return true;
}

}  // namespace migrations::sqlite
