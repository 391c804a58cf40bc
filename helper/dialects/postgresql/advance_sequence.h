#pragma once

#include <string>

#include "dialects/postgresql/writer.h"
#include "schema/schema.h"

namespace migrations::postgresql {

// Writes the statement that lets the sequence which numbers a column go on behind the last value in the table: that of an
// identity column, or the one of which the default is nextval(). Nothing for other columns. It never goes back.
void advance_sequence(const std::string& table, const Column& column, const Schema& schema, Writer& writer);

}  // namespace migrations::postgresql
