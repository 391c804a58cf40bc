#pragma once

#include "operations/operation.h"
#include "operations/replay.h"

namespace migrations {

// What a generated downgrade puts into a NOT NULL column whose values it cannot know, so that it
// works on tables with rows too.

// A value that a column of the type can hold: 0, "", false, "1970-01-01", the first value of the
// enum, the zero uuid, "{}". For a verbatim type it is guessed from the words of the type's name.
Value neutral_value(const Type& type, const Schema& schema);

// Replaces the fills in `back.operations` that the constraints of `target`, the schema that they
// lead to, may refuse: a column of a foreign key gets the first row of the table referred to, a
// column of a primary key or unique a value that differs from row to row, a column with checks a
// value that they accept. Where no such value is known the fill is left to the author ("?",
// question.h) and `lost` says why; where there can be none, since the rows referred to are lost,
// `irreversible` does. A nullable column whose default a key would refuse gets NULL. `from` is the
// schema before `back.operations`.
void mend_fills(Reverse& back, const Schema& from, const Schema& target);

// Whether a fill is left to the author.
bool has_open_fill(const Operations& operations);

}  // namespace migrations
