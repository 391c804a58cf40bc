#pragma once

#include <string>

#include "dialects/postgresql/writer.h"
#include "schema/schema.h"

namespace migrations::postgresql {

// What a database has and Schema has no place for, reflect() puts where it can be seen: an index
// key is the expression `a text_pattern_ops NULLS FIRST`, the last key of an index is no key but
// `USING gin INCLUDE (b)`, a check is `a > 0 NOT VALID` or `EXCLUDE USING gist (...)`. Here these
// texts become SQL; everything else is as sql/clauses.h has it.

// CREATE INDEX. A problem of the writer's operation when the index has a trait that cannot be
// written.
void make_index(const std::string& table, const Index& index, Writer& writer);

// CONSTRAINT "ck" CHECK (a > 0) NOT VALID, CONSTRAINT "ex" EXCLUDE USING gist (...)
std::string check_clause(const Check& check);

// Whether the check leaves out the rows that exist. CREATE TABLE would make one that does not.
bool is_not_valid(const Check& check);

}  // namespace migrations::postgresql
