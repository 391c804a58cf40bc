#pragma once

#include "dialects/postgresql/writer.h"
#include "schema/schema.h"

namespace migrations::postgresql {

// What makes the one definition of a domain of the other, while columns have it as their type: ALTER DOMAIN
// (postgresql.org/docs/current/sql-alterdomain.html). When the checks differ, all of them are made anew, in order: so those
// without a name get the names that CREATE DOMAIN gives them. Columns that have the domain inside of arrays get the type
// without it meanwhile, since the server looks at no values there; they are looked at when the columns get it back. A problem
// of the writer's operation when the type or the collation differs, which no ALTER DOMAIN changes.
void alter_domain(const Object& before, const Object& after, const Schema& schema, Writer& writer);

}  // namespace migrations::postgresql
