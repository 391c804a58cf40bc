#pragma once

#include "schema/schema.h"

namespace migrations::postgresql {

// Dialect::lift for PostgreSQL. A type of the server that is a portable one becomes that; one that
// holds the same kind of values (character varying without a length, json, timestamp(3)) is kept
// word for word with the portable type beside it; all others (citext, arrays, ranges, domains) word
// for word alone. A default becomes a value, or `now` or `uuid`, where the server would print that
// as the same text; it is the server that has to confirm it.
Schema lift(const Schema& reflected);

}  // namespace migrations::postgresql
