#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "diff/effective.h"
#include "diff/withdrawn.h"
#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations {

// Constraints or indexes of one kind that go, come, or go and come again, in the order of the two
// tables, into which they point.
template <class Thing>
struct Comings {
    std::vector<const Thing*> dropped;
    std::vector<const Thing*> added;
    bool empty() const { return dropped.empty() && added.empty(); }
};

// How the columns of a table change. Generated columns are dropped first and added last, since they
// hold on to the columns that they are computed from; a column whose expression changes, or that
// becomes generated, is dropped and added, since neither database can alter that; one that only
// stops being generated keeps its values.
struct ColumnChanges {
    std::vector<std::string> generated_dropped;  // by old name, dependent ones first
    Operations renamed;
    std::vector<const Column*> added;
    Operations altered;
    std::vector<std::string> dropped;
    std::vector<const Column*> generated_added;  // dependent ones last

    std::set<std::string> lost;          // by new name: dropped, whether or not they come again
    std::set<std::string> recreated;     // those of them that come again
    std::set<std::string> incomparable;  // no foreign key between the old and the new type
};

// What happens to a table that both sides have.
struct TableChanges {
    const Table* before = nullptr;  // with the new names of tables, enums and columns
    const Table* after = nullptr;
    ColumnChanges columns;
    Comings<PrimaryKey> primary_key;
    Comings<Unique> uniques;
    Comings<ForeignKey> foreign_keys;
    Comings<Check> checks;
    Comings<Exclude> excludes;
    Comings<Index> indexes;
    std::vector<std::string> validated;  // foreign keys and checks that only stop being not_valid
    std::optional<AlterTable> options;
    std::set<std::string> gone_already;  // keys and indexes whose drop comes before all tables
    bool drops_come_first = false;       // drops_of() stands before the names of tables and enums change, and functions

    bool empty() const;
};

// `renames` are those of the columns of this table.
TableChanges compare_tables(const Table& before, const Table& after, const Renames& renames,
                            const Withdrawn& withdrawn);

// True when the table no longer has, or has not all the time, a key of these columns that a foreign
// key may refer to.
bool loses_key(const TableChanges& changes, const std::vector<std::string>& columns);

// True when the table has a key of these columns, in any order, that a foreign key may refer to.
bool has_key(const Table& table, const std::vector<std::string>& columns);

// The operations on the table, its foreign keys last: what holds on to columns goes, unless
// `drops_come_first` says that it is gone; then comes the rest.
Operations operations_of(const TableChanges& changes);

// The first part of it: constraints, indexes and generated columns that go for now or for good. `table` is what the table is
// called then.
Operations drops_of(const TableChanges& changes, const std::string& table);

// Where `thing` is written, or else its table.
template <class Thing>
Origin origin_of(const Thing& thing, const Table& table) {
    return thing.origin.path.empty() ? table.origin : thing.origin;
}

}  // namespace migrations
