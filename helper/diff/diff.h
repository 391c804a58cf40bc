#pragma once

#include "diff/renames.h"
#include "operations/operation.h"
#include "schema/dialect_names.h"
#include "schema/names.h"

namespace migrations {

// The operations that turn `from` into `to`, in an order that works, and of which the opposite order works for what undoes
// them. First goes, under the old names, what is in the way: views, triggers and functions that change or hold on to what
// does (object_changes.h), foreign keys, what has a name that something new elsewhere needs, and what uses a name that
// changes (withdrawn.h) or may name a value that an enum loses. Then come new names of tables and enums, and the changes of
// enums; what tables need; new tables (referenced before referencing; cycles closed by add_foreign_key), changes table by
// table, new foreign keys, dropped tables (referencing before referenced); the other objects; dropped enums. But for what
// goes first, the changes of a table are consecutive, its foreign keys last among them where what they refer to is there
// already or else at the end. Origins are those of `to`. replay(diff(from, to), from) equals adopt_names(to, from) in
// canonical order; diff(a, a) is empty. What only one of these dialects needs is left out for others.
Operations diff(const Schema& from, const Schema& to, const RenameHints& hints = {},
                const DialectNames& dialects = all_dialect_names());

// `to` with the names of `from` for constraints and indexes whose name nobody chose and which are
// otherwise the same: a renamed column does not rename the index that somebody may have named in a
// query plan. A new one whose automatic name is taken then gets another of the convention ("pk_users_2"). Types and
// defaults that are only spelled otherwise (schema/spelling.h) in these dialects are spelled as in `from`.
Schema adopt_names(Schema to, const Schema& from, const RenameHints& hints = {},
                   const DialectNames& dialects = all_dialect_names(), const NamingConvention& convention = default_naming());

}  // namespace migrations
