#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace migrations {

// What a dialect makes of operations; the owning twin of the runtime's step (migrations/script.hpp
// says what a rebuild is and does).
struct ColumnSource {
    std::string column;
    std::string expression;
    bool operator==(const ColumnSource&) const = default;
};

struct Step {
    std::string sql;       // one statement without a final semicolon; empty for a rebuild and a call
    std::string table;     // of a rebuild
    std::string expected;  // CREATE TABLE text before
    std::string wanted;    // CREATE TABLE text after
    std::vector<ColumnSource> sources;
    bool shared = false;  // of a rebuild: other branches change the table too
    std::string probe;    // outside a transaction: a query, true when the step has had its effect; "" when unknown
    std::string function;  // of a call of a function of the program; `sql` is then empty
    std::size_t operation = 0;  // index of the (first) operation that caused it

    bool is_rebuild() const { return !table.empty(); }
    bool is_call() const { return !function.empty(); }
    bool operator==(const Step&) const = default;
};

struct Script {
    std::vector<Step> steps;
    bool transactional = true;
    bool operator==(const Script&) const = default;
};

// For reading: statements end in ";", a rebuild is "-- rebuild of table ...", followed by what
// changes, a call "-- function ...".
std::string print(const Script& script);

}  // namespace migrations
