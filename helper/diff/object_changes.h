#pragma once

#include "diff/disturbed.h"
#include "diff/effective.h"
#include "diff/withdrawn.h"
#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations {

// How views, triggers, functions and the like change around the tables. A changed one is dropped and made anew, and so
// is every one that holds on to it or is disturbed; but a function or a procedure that only gets another body is replaced,
// and domains and sequences are altered.
struct ObjectChanges {
    Operations dropped;        // at first, under the old names: what names tables, dependent ones first
    Operations loosened;       // then: domains lose the checks and the default that use what goes or gets another name
    Operations dropped_early;  // then, still under the old names: what tables may need, and makes way
    Operations created_early;  // when names and enums are new: what tables may need (extensions, domains, sequences, functions)
    Operations created;        // after the tables have changed, dependent ones last; before them domains that columns had go
    Operations dropped_late;   // at last: what the old tables may have needed
};

// Both take a `before` with the old names of tables, but where objects are on tables and over enums, with the new ones: what
// is dropped is named by the old ones. `from` has old names only.
ObjectChanges compare_objects(const Schema& from, const Schema& before, const Schema& after,
                              const EffectiveRenames& renames, const Disturbed& disturbed);

// What tables must not use while objects change; types are those of `disturbed`.
Withdrawn withdrawn_by_objects(const Schema& before, const Schema& after, const EffectiveRenames& renames,
                               const Disturbed& disturbed);

}  // namespace migrations
