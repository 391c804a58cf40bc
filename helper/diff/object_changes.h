#pragma once

#include <set>
#include <string>

#include "diff/effective.h"
#include "diff/stale_objects.h"
#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations {

// How views, triggers, functions and the like change around the tables. A changed one is dropped and made anew, and so
// is every one that holds on to it, or that names a table in `disturbed`; but a function or a procedure that only gets
// another body is replaced, and domains and sequences are altered.
struct ObjectChanges {
    Operations dropped;        // before the tables change: what names tables, dependent ones first
    Operations loosened;       // then: domains lose the checks and the default that call a function which is made anew
    Operations dropped_early;  // then: what tables may need, and what is made anew or gives its name to another
    Operations created_early;  // then: what tables may need (extensions, domains, sequences, functions over no table)
    Operations created;        // after the tables have changed, dependent ones last
    Operations dropped_late;   // at last: what the old tables may have needed
};

// What makes objects go though they are the same on both sides.
struct Disturbed {
    std::set<std::string> tables;  // by new names: of which a column goes or changes its type, or that go
    std::set<std::string> enums;   // by new names: native ones that change, which may mean a new type
    std::set<std::string> domains;  // whose arrays materialized views must not have while they change
    const StaleObjects* stale = nullptr;  // null where none is looked for
};

// `before` has the new names of tables; what is dropped is named by the old ones.
ObjectChanges compare_objects(const Schema& before, const Schema& after, const EffectiveRenames& renames,
                              const Disturbed& disturbed);

// The functions, by their names in lower case, that go and come again.
std::set<std::string> remade_routines(const Schema& before, const Schema& after, const EffectiveRenames& renames,
                                      const std::set<std::string>& enums);

}  // namespace migrations
