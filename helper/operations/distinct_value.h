#pragma once

#include <optional>

#include "schema/type.h"
#include "schema/value.h"

namespace migrations {

// An expression that gives each row of a table another value of the type, for fills of columns that
// must differ from row to row. Nothing when the type has too few values for a table of any size.
// `has_rowid`: a row's number can be asked for, and no other row of the table can have it as its
// value already.
std::optional<Sql> distinct_value(const PortableType& type, bool has_rowid);

}  // namespace migrations
