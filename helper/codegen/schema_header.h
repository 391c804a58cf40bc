#pragma once

#include <string>

#include "readers/model.h"

namespace migrations {

// The C++17 header with the hash of the schema that the models declare, by which a program knows whether its migrations were
// made from the same ones (schema/schema_hash.h). `name`: of the models' target.
//   #include <blog_models/schema_hash.hpp>
//   blog::schema_hash, in full blog::blog_models_schema::schema_hash; with '_' behind it where a struct or an enum of the
//   models is called so
std::string schema_header(const Model& model, const std::string& name, const std::string& name_space);

}  // namespace migrations
