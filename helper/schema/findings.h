#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "schema/schema.h"

namespace migrations {

// The names of one kind of thing that have occurred; SQLite does not tell letter case apart.
using Names = std::map<std::string, std::string>;  // in lower case -> as written

// What validate() finds, and where it stands. Rooms: validate.cc (names, enums, tables, objects),
// validate_columns.cc, validate_keys.cc, validate_objects.cc.
struct Findings {
    const Schema& schema;
    const Table* table = nullptr;  // the one that is being checked, or null
    Diagnostics diagnostics{};

    // At `origin`, or where that is not known at the table.
    void report(const Origin& origin, const char* rule, std::string message, std::string help = {});
    // "table 'users': " before what belongs to `table`.
    std::string in_table() const;
    // A name that no database takes, or that one of `taken` has already; `start` stands before the
    // message.
    void check_name(const std::string& kind, const std::string& name, const Origin& origin,
                    Names& taken, const std::string& start);
};

// Of a column or a key of `to.table`, but for its name.
void check_column(const Column& column, Findings& to);
void check_primary_key(const PrimaryKey& key, Findings& to);
void check_unique(const Unique& unique, Findings& to);
void check_foreign_key(const ForeignKey& key, Findings& to);
void check_index(const Index& index, Findings& to);

// Views and functions that need one another when they are made.
void check_circles(Findings& to);

template <class Vector>
std::vector<std::string> names_in(const Vector& things) {
    std::vector<std::string> names;
    for (const auto& each : things) names.push_back(each.name);
    return names;
}

}  // namespace migrations
