#pragma once

#include <vector>

#include "schema/schema.h"

namespace migrations {

// The tables in an order in which they can be filled: those referred to first. A circle of foreign keys begins with
// the table that can best do without the others: whose keys may be NULL, or else are checked at the end of the
// transaction.
std::vector<const Table*> fill_order(const Schema& schema);

// Whether a row must have a value for the key.
bool is_required(const ForeignKey& key, const Table& table);

}  // namespace migrations
