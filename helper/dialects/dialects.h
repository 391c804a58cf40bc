#pragma once

#include <string_view>
#include <vector>

#include "dialects/dialect.h"
#include "schema/dialect_names.h"

namespace migrations {

const Dialect& sqlite_dialect();
const Dialect& postgresql_dialect();

// All of them, in the order in which they are shown.
const std::vector<const Dialect*>& dialects();

// {"sqlite", "postgresql"}, in the order of the dialects.
DialectNames names_of(const std::vector<const Dialect*>& dialects);

// The dialect of this name, or null.
const Dialect* find_dialect(std::string_view name);

}  // namespace migrations
