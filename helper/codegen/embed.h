#pragma once

#include <string>
#include <vector>

#include "codegen/compiled.h"

namespace migrations {

// The C++ source and header that compile a chain into a program: constant data, no static initialisation, the same
// bytes for the same input, no paths and no times. `name` is the include folder, `name_space` the namespace.
//   #include <blog_db/migrations.hpp>
//   blog_db::sqlite(), blog_db::postgresql()     -> const migrations::set&, one for each dialect
//   blog_db::upgrade(handle), check(handle)      -> pick the set by the kind of handle (templates over the runtime)
std::string embedded_source(const std::string& name, const std::string& name_space,
                            const std::vector<const CompiledChain*>& chains);
// The main() of a program that runs them (migrations/runner.hpp).
std::string embedded_program(const std::string& name, const std::string& name_space,
                             const std::vector<const CompiledChain*>& chains);
std::string embedded_header(const std::string& name, const std::string& name_space,
                            const std::vector<const CompiledChain*>& chains);

}  // namespace migrations
