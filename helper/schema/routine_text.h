#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace migrations {

// What the statement that makes a function or a procedure of PostgreSQL says. It must be valid (Dialect::classify).

enum class ParameterMode { in, out, inout, variadic, table };  // table: a column of RETURNS TABLE

struct RoutineParameter {
    ParameterMode mode = ParameterMode::in;
    std::string name;  // as the server keeps it; "" when there is none
    std::string type;  // in one form (canonical_postgresql_type), without lengths, which the server drops
    bool has_default = false;
    bool operator==(const RoutineParameter&) const = default;
};

// CREATE [OR REPLACE] {FUNCTION | PROCEDURE} name (parameters) [RETURNS ...] attributes and body
struct RoutineText {
    std::vector<RoutineParameter> parameters;  // and the columns of RETURNS TABLE
    std::string result;                        // "SETOF users"; "" when there is none, or columns
    bool window = false;
    bool has_parsed_body = false;  // RETURN or BEGIN ATOMIC: PostgreSQL reads it when the function is made
    bool spreads = false;          // that body has a "*", which stands for columns (spreads_columns)

    // t.c%TYPE, which the server replaces by the type that the column has then: "t", "c".
    std::vector<std::pair<std::string, std::string>> column_types;

    // In lower case: what has to be there when the statement runs, and is held from then on. A body that is a string is
    // not read then.
    std::vector<std::string> needed_names;
};
RoutineText routine_text(const std::string& sql);

// Whether CREATE OR REPLACE can make the one of the other, and the other of the one
// (postgresql.org/docs/current/sql-createfunction.html): it takes the same and returns the same. A parameter may neither get
// another name nor lose its default; with another type it would be another function beside the old one.
bool can_replace(const RoutineText& one, const RoutineText& other);

// The tables and views whose rows it returns, by bare names: RETURNS [SETOF] t, OUT r t.
std::vector<std::string> row_types_of(const RoutineText& routine);

}  // namespace migrations
