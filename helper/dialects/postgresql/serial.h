#pragma once

#include <string>

#include "dialects/postgresql/writer.h"
#include "schema/schema.h"

namespace migrations::postgresql {

// A column that `serial` made: its default takes the next number of a sequence that belongs to it,
// with the name that the server chooses (postgresql.org/docs/15/datatype-numeric.html, "Serial
// Types") or had chosen before a rename. Our own models make identity columns; databases that others made have these.

// The name in "nextval('log_id_seq'::regclass)", with or without the cast, where that is all of a column's default and stands in no other schema; else "".
std::string sequence_in_default(const Column& column);

// Both write statements for the serial columns of `after` that `before` (null: no table) does not
// have: the first before the columns are made, since a default needs its sequence; the second
// after it, so that the sequence belongs to its column and goes on behind the largest value. A
// sequence that models declare and that a column takes up goes on behind it, too.
void make_sequences(const Table* before, const Table& after, const Schema& schema, Writer& writer);
void tie_sequences(const Table* before, const Table& after, const Schema& schema, Writer& writer);

}  // namespace migrations::postgresql
