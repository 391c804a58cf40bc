#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "diff/table_changes.h"

namespace migrations {

// The tables of both sides by what becomes of them. The pointers in `changes` point into `before`
// and `after`.
struct TableSteps {
    const Schema& before;  // with all new names
    const Schema& after;
    std::map<std::string, TableChanges> changes;  // of the tables that both have; some are empty
    std::set<std::string> created;
    std::set<std::string> dropped;
    std::set<std::string> dropped_early;  // of `dropped`; something new needs their names
};

using ForeignKeyName = std::pair<std::string, std::string>;  // table, foreign key

// The foreign keys that must be dropped before everything else: those that hold on to keys,
// columns, types or tables that change before their own table has its turn, or that tie dropped
// tables into a circle. They leave the `dropped` of their table's changes and, where they are to
// exist afterwards, enter its `added`.
std::vector<ForeignKeyName> take_foreign_keys_in_the_way(TableSteps& steps);

// The orders of the three kinds of tables.
std::vector<std::string> order_of_creation(const TableSteps& steps);
std::vector<std::string> order_of_changes(const TableSteps& steps);  // only those that change
std::vector<std::string> order_of_drops(const Schema& before, const std::set<std::string>& dropped);

// True when what the foreign key of `after` refers to exists as soon as all created tables do, and
// stays.
bool refers_to_lasting(const TableSteps& steps, const ForeignKey& key);

}  // namespace migrations
