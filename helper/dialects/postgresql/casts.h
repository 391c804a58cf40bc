#pragma once

#include <string>

namespace migrations::postgresql {

// The expression behind USING that turns the values of a column into another type, or "" where the
// server's own assignment cast does it. An explicit cast is used only where there is no assignment
// cast: x::varchar(10) cuts what is too long, where an assignment refuses. Points in time are
// converted in UTC, not in the session's time zone. Types are spelled as by type_name(); `column`
// is quoted.
std::string conversion(const std::string& from, const std::string& to, const std::string& column);

}  // namespace migrations::postgresql
