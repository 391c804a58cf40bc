#pragma once

#include <set>
#include <string>

#include "diff/effective.h"
#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations {

// Names that texts must not have while enums and objects change. PostgreSQL drops nothing that the check, default, generated
// column or index of a table uses; and a downgrade makes these again with their old texts, which it can when the old names
// are back, and not before. So they go before all names change, and come when all have.
struct Withdrawn {
    std::set<std::string> routines;   // in lower case: functions that are made anew
    std::set<std::string> types;      // native enums that are renamed, and types whose names something else takes
    std::set<std::string> sequences;  // whose names something else takes
};

// The defaults of the tables of `base` that use one of them; the comparison of the tables then finds the new ones missing.
// `base` has the new names of tables already, and the old ones of columns.
Operations drops_of_defaults(const Schema& base, const Schema& to, const Withdrawn& withdrawn);

// Whether a check, exclusion constraint, index or generated column of the table uses one of them.
bool uses_any(const Table& table, const Withdrawn& withdrawn);

// Native enums of `from` that get another name, by the old one.
std::set<std::string> renamed_types(const Schema& from, const EffectiveRenames& renames);

}  // namespace migrations
