#pragma once

#include <string>
#include <string_view>

#include "schema/object.h"

namespace migrations {

// What a domain of PostgreSQL is over, when that is a type of the schema. CREATE DOMAIN name [AS] type ...

// The statement with the type's new name, where it is over the type, or an array of it.
std::string with_renamed_type(const std::string& domain, std::string_view from, std::string_view to);

// Whether it is over the type, or an array of it.
bool is_over_type(const Object& domain, std::string_view type);

}  // namespace migrations
