#pragma once

#include <map>
#include <string>

#include "schema/schema.h"

namespace migrations {

// The C++ names that models have to state, since the standard one (cpp_names.h) is none, or is that of
// something else.
struct WrittenCppNames {
    std::map<std::string, std::string> tables;  // table -> name of its struct
    std::map<std::string, std::string> enums;
};

WrittenCppNames written_cpp_names(const Schema& schema);

}  // namespace migrations
