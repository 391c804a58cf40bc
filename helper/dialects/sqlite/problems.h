#pragma once

#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "schema/schema.h"

namespace migrations::sqlite {

// A thing that SQLite cannot do, with what to do about it.
struct Problem {
    std::string message;
    std::string help;
    bool operator==(const Problem&) const = default;
};

// Everything in a table that SQLite, or the oldest SQLite that scripts must run on, does not have:
// deferrable uniques, NULLS NOT DISTINCT, MATCH FULL over several columns, exclusion constraints, collations, STRICT before 3.37, types and expressions without a text for SQLite, WITHOUT
// ROWID without a primary key, generated columns in a primary key, names that begin with "sqlite_".
// Empty: the table can be made.
std::vector<Problem> problems_of(const Table& table, const RenderOptions& options);

// The same for an object: a kind that SQLite does not have, text that is no statement.
std::vector<Problem> problems_of(const Object& object);

// "3.35.5", from sqlite3_libversion_number()'s form.
std::string version_text(int version);

}  // namespace migrations::sqlite
