#pragma once

#include <set>
#include <string>

#include "diff/effective.h"
#include "diff/renames.h"
#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations {

// New enums, and enums with other values. `base` has the new names of tables and enums already.
struct EnumChanges {
    Operations created;
    // The defaults that an altered enum loses, or that change while it is altered; the comparison of
    // the tables finds the new ones missing.
    Operations defaults_dropped;
    Operations altered;
    // The altered ones of which an old value goes or gets another name, or which become native or
    // text: PostgreSQL makes what names their values anew with its old text, which then must not
    // name a value that is gone.
    std::set<std::string> disturbed;
};
EnumChanges compare_enums(const Schema& base, const Schema& to, const EffectiveRenames& renames,
                          const RenameHints& hints);

// True when a column of the table is of one of these enums.
bool uses_enum(const Table& table, const std::set<std::string>& enums);

// The enums that `to` does not have, but for those in `gone`, to be dropped when nothing uses them any more.
Operations drops_of_enums(const Schema& base, const Schema& to, const std::set<std::string>& gone);

}  // namespace migrations
