#pragma once

#include <string>
#include <vector>

#include "dialects/postgresql/dependents.h"
#include "schema/schema.h"

namespace migrations::postgresql {

// The columns of the table that are of the enum, kept as a type of its own or as text with a CHECK.
std::vector<const Column*> columns_of(const Table& table, const std::string& type, const Schema& schema);

// The enum's columns in all tables. Generated ones must be made again: their expression refers to the type.
std::vector<Touched> touched_by(const std::string& type, const Schema& schema);

}  // namespace migrations::postgresql
