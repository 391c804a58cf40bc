#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/node.h"

namespace migrations {

// The models that a C++ compiler has left in an object file, as the document that a file of models in TOML would be; places
// are those in the headers. What only C++ can get wrong is a Diagnostic: a class that is no table, a member of another class, a
// type that the member cannot hold, a column or a primary key that is said twice. `path`: of the file, for messages; without
// models in it: rule "no-models". `headers`: those that were compiled. A place in none of them, as compilers write them who are
// told to (-ffile-prefix-map), is one in the header whose path ends most alike.
Node read_header_models(std::string_view bytes, const std::string& path, Diagnostics& diagnostics,
                        const std::vector<std::string>& headers = {});

// The paths of the files that the models are in.
std::vector<std::string> files_of(const Node& models);

// The pieces of an object file that hold models, each with its mark; in an order that does not depend on the compiler.
std::vector<std::string_view> encoded_models(std::string_view bytes);

}  // namespace migrations
