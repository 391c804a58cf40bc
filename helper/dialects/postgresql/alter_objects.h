#pragma once

#include <string>
#include <vector>

#include "dialects/postgresql/writer.h"
#include "schema/object.h"

namespace migrations::postgresql {

// What makes the one definition of a domain of the other, while columns have it as their type: ALTER DOMAIN
// (postgresql.org/docs/current/sql-alterdomain.html). When the checks differ, all of them are made anew, in order: so those
// without a name get the names that CREATE DOMAIN gives them. A problem of the writer's operation when the type or
// the collation differs, which no ALTER DOMAIN changes.
void alter_domain(const Object& before, const Object& after, Writer& writer);

// The same for a sequence that defaults use: ALTER SEQUENCE with every option, since what it does not name stays as it
// was (postgresql.org/docs/current/sql-altersequence.html). The number that it is at stays too, and who owns it where
// neither definition says that.
void alter_sequence(const Object& before, const Object& after, Writer& writer);

}  // namespace migrations::postgresql
