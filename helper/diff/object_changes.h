#pragma once

#include <set>
#include <string>

#include "diff/effective.h"
#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations {

// How views, triggers, functions and the like change around the tables. A changed one is dropped and made anew, and so
// is every one that names it, or that names a table in `disturbed`; but a function or a procedure that only gets
// another body is replaced.
struct ObjectChanges {
    Operations dropped;        // before the tables change: what names tables, dependent ones first
    Operations created_early;  // then: what tables may need (extensions, domains, sequences, functions over no table)
    Operations created;        // after the tables have changed, dependent ones last
    Operations dropped_late;   // at last: what the old tables may have needed
};

// `before` has the new names of tables; what is dropped is named by the old ones. `disturbed`, by new names: tables of
// which a column goes or changes its type, or that go.
ObjectChanges compare_objects(const Schema& before, const Schema& after, const EffectiveRenames& renames,
                              const std::set<std::string>& disturbed);

}  // namespace migrations
