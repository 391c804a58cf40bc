#pragma once

#include <string>
#include <vector>

namespace migrations {

// The C++ source that a build compiles to read the models of headers: it includes them, and has what each of the classes
// says in its object file (runtime/migrations/model/encoding.hpp). Nobody links it. `types`: as the specialisations write
// them, each once.
std::string header_source(const std::vector<std::string>& headers, const std::vector<std::string>& types);

}  // namespace migrations
