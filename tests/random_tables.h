#pragma once

#include <random>
#include <string>
#include <vector>

#include "schema/schema.h"

namespace migrations {

// Tables and what they consist of, for schemas and for tests that make operations. What they name
// is not in use in the schema or table yet.
Column random_column(const Schema& schema, const Table& table, std::mt19937& random);
Table random_table(const Schema& schema, std::mt19937& random);

// Parts of a table with at least one column; their names are empty or new. `valid` is false when
// the columns of the table do not allow one.
struct RandomParts {
    bool valid = false;
    Unique unique;
    Index index;
    Check check;
    ForeignKey foreign_key;
};
RandomParts random_unique(const Table& table, std::mt19937& random);
RandomParts random_index(const Table& table, std::mt19937& random);
RandomParts random_check(const Table& table, std::mt19937& random);
RandomParts random_foreign_key(const Schema& schema, const Table& table, std::mt19937& random);

// Of a key that both databases have; the other may name any column.
Exclude random_exclude(const Table& table, std::mt19937& random);

// Settings that both databases take, though SQLite leaves most of them out.
Collation random_collation(std::mt19937& random);
Identity random_identity(std::mt19937& random);
Parameters random_parameters(std::mt19937& random);

// A foreign key to a key of some table, with new columns for it in `table`.
void add_foreign_key(const Schema& schema, Table& table, std::mt19937& random);

// Whether both databases can order the values of the column by an index.
bool can_be_key(const Column& column);

bool contains(const std::vector<std::string>& names, const std::string& name);

template <class Predicate>
std::vector<std::string> columns_where(const Table& table, const Predicate& predicate) {
    std::vector<std::string> names;
    for (const Column& each : table.columns) {
        if (predicate(each)) names.push_back(each.name);
    }
    return names;
}

}  // namespace migrations
