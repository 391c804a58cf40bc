#pragma once

#include <map>
#include <string>
#include <vector>

#include "dialects/left_out.h"
#include "schema/schema.h"

namespace migrations {

// What a live database may hold that is none of the project's business: [ignore] in migrations.toml. Patterns of names, in
// which '*' stands for any characters and '?' for one; letter case counts.
struct IgnoreRules {
    std::vector<std::string> tables;  // also views and whatever else is read like a table
    std::vector<std::string> indexes;
    std::vector<std::string> enums;    // also domains
    std::vector<std::string> columns;  // "table.column"
    std::map<ObjectKind, std::vector<std::string>> objects;
    std::vector<std::string> others;  // what a Schema does not hold: kind and name, "policy own_rows on users"

    bool empty() const {
        return tables.empty() && indexes.empty() && enums.empty() && columns.empty() && objects.empty() &&
               others.empty();
    }
};

// Whether the whole name fits the pattern.
bool fits_pattern(const std::string& name, const std::string& pattern);

// What is left of what a database holds. `wanted` is what the project knows: nothing of it is ever left out, so that a
// pattern which is too wide hides no difference. With a column go the indexes, keys and checks that name it; with a
// table the foreign keys that lead to it, and its triggers.
Schema without_ignored(Schema database, const IgnoreRules& rules, const Schema& wanted);

// The same of what a Schema does not hold: foreign tables are ignored by `tables`, composite, range and base types by
// `enums`, what a column or an index has by `columns` and `indexes`, anything by `others`.
std::vector<LeftOut> without_ignored(std::vector<LeftOut> database, const IgnoreRules& rules,
                                     const std::vector<LeftOut>& wanted);

}  // namespace migrations
