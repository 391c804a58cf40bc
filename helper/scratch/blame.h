#pragma once

#include <string>
#include <vector>

#include "dialects/dialect.h"
#include "operations/operation.h"

namespace migrations {

// Which operation of a revision a difference is to be reported at. All of them look at names alone: they are about where a
// message points, never about whether there is one.

// The one that is about the same thing as this difference of two schemas, else the first about the same table; the ways are
// searched in their order. Null when there is none.
const Operation* blamed_operation(const std::vector<const Operations*>& ways, const Operation& difference);

// The `execute` that may have done this: the first that names its table, else the first of all; a function where there is
// no `execute`. There must be one of them.
const Operation& blamed_execute(const Operations& way, const Operation& difference, const Dialect& dialect);

// The one that may have changed rows of the table on purpose: the first that changes rows and names it, else a function.
// Null when there is none.
const Operation* blamed_for_rows(const Operations& way, const std::string& table, const Dialect& dialect);

}  // namespace migrations
