#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "dialects/dialect.h"

namespace migrations::postgresql {

// What raw SQL is, by PostgreSQL's own grammar (libpg_query); where the helper is built without it,
// by classify_by_words(). A statement comes without its semicolon and without comments around it.
Dialect::RawSql classify(std::string_view sql);

// Why the text is not exactly one statement of PostgreSQL's grammar, or "". Always "" where the
// helper is built without libpg_query.
std::string statement_problem(std::string_view sql);

// As classify(), by the first words of each statement alone: it finds no syntax errors but text
// that does not end, and a WITH or an EXPLAIN counts as a change of rows.
Dialect::RawSql classify_by_words(std::string_view sql);

// The offset of a character, counted from 1 as the server counts them, in bytes of UTF-8.
std::size_t byte_of_character(std::string_view sql, std::size_t character);

}  // namespace migrations::postgresql
