#pragma once

#include <string>
#include <vector>

#include "codegen/compiled.h"

namespace migrations {

// The C++ source and header that compile a chain into a program: constant data, no static initialisation, the same
// bytes for the same input, no paths and no times. `name` is the include folder, `name_space` the namespace.
//   #include <blog_db/migrations.hpp>
//   blog_db::sqlite(), blog_db::postgresql()     -> const migrations::set&, one for each dialect
//   blog_db::head, blog_db::schema_hash          -> constants for static_assert
struct EmbeddedChain {
    std::string name;
    std::string name_space;
    std::string head;         // the only one, or empty
    std::string schema_hash;  // of what the models at that head declare, or empty
    std::vector<const CompiledChain*> chains;
};
std::string embedded_source(const EmbeddedChain& what);
std::string embedded_header(const EmbeddedChain& what);
// The main() of a program that runs them (migrations/runner.hpp).
std::string embedded_program(const EmbeddedChain& what);

}  // namespace migrations
