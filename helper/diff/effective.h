#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "diff/renames.h"
#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations {

// Old and new name, in an order in which each new name is free when its turn comes (a -> b, b -> c:
// b -> c first). A circle (a -> b, b -> a) goes through a name that nothing has: a -> a_swap,
// b -> a, a_swap -> b.
using Renames = std::vector<std::pair<std::string, std::string>>;

// The hints that hold for these two schemas. A hint holds when its old name exists on the old side,
// its new name on the new side, and the new name is free on the old side or made free by another
// rename. Where only letter case changes, it is a rename without any hint: SQLite does not tell the
// two names apart.
struct EffectiveRenames {
    Renames tables;
    Renames enums;
    std::map<std::string, Renames> columns;  // new table -> its columns; no entry without any
};

EffectiveRenames effective_renames(const Schema& from, const Schema& to, const RenameHints& hints);

// The old name of what is called `name` now, and the new one of what was called `name`; `name` itself
// when it was not renamed.
std::string old_name(const Renames& renames, const std::string& name);
std::string new_name(const Renames& renames, const std::string& name);

// What the thing is called after all renames that the one at `index` renames.
std::string name_in_the_end(const Renames& renames, std::size_t index);

// The renames as operations, with the origins of `to`.
Operations rename_operations_of_tables(const EffectiveRenames& renames, const Schema& to);
Operations rename_operations_of_enums(const EffectiveRenames& renames, const Schema& to);
Operations rename_operations_of_columns(const Table& table, const Renames& renames);

// replay() of operations that are known to fit; Error (internal) when they do not.
void must_replay(const Operations& operations, Schema& schema);

// `from` with all names of `to`: of tables, enums and columns.
Schema with_new_names(Schema from, const EffectiveRenames& renames, const Schema& to);

}  // namespace migrations
