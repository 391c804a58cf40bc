#pragma once

#include <string>
#include <vector>

#include "readers/header_scan.h"

namespace migrations {

// The C++ source that a build compiles to read the models of headers: it includes them, and has what each of the classes
// says in its object file (runtime/migrations/model/encoding.hpp). Nobody links it. `tables`: each once; what the compiler has
// to say of one it says of its place, where that is known.
std::string header_source(const std::vector<std::string>& headers, const std::vector<HeaderTable>& tables);

}  // namespace migrations
