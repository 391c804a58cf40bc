#pragma once

#include "schema/schema.h"

namespace migrations::sqlite {

// Dialect::lift for SQLite. A column of type INTEGER, REAL, TEXT or BLOB is an int64, float64, text
// or blob, or what the CHECK of a type says that it is, which then goes; any other declared type is
// kept word for word, with the portable type that it means to most beside it.
Schema lift(const Schema& reflected);

}  // namespace migrations::sqlite
