#pragma once

#include <set>
#include <string>

#include "diff/effective.h"
#include "diff/foreign_keys.h"
#include "diff/stale_objects.h"
#include "schema/schema.h"

namespace migrations {

// What makes objects go though they are the same on both sides. Tables are meant by their new names.
struct Disturbed {
    std::set<std::string> tables;         // of which a column goes or changes its type, or that go
    std::set<std::string> changed;        // of which any column changes, that come, go or get another name
    std::set<std::string> domains;        // whose arrays materialized views must not have while they change
    std::set<std::string> renamed_types;  // native enums, by their old names
    std::set<std::string> taken_types;    // taken_types.h
    const StaleObjects* stale = nullptr;  // null where none is looked for
};

// `enums` are those whose columns change with them (EnumChanges::disturbed), `routines` those that are made anew.
Disturbed disturbed_by(const TableSteps& steps, const EffectiveRenames& renames, const std::set<std::string>& enums,
                       const std::set<std::string>& routines);

}  // namespace migrations
