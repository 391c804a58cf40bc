#pragma once

#include <string_view>

#include "schema/type.h"

namespace migrations::sqlite {

// The portable type that people mean by a declared type of one spelling (types.h): string(50) for
// VARCHAR(50), int64 for BIGINT; Verbatim when it says nothing. SQLite itself enforces none of it.
PortableType meaning_of(std::string_view declared);

}  // namespace migrations::sqlite
