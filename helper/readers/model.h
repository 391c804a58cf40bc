#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/node.h"
#include "diff/renames.h"
#include "schema/names.h"
#include "schema/schema.h"

namespace migrations {

// What only C++ needs to know of a model.
struct CppModel {
    std::string table;         // of the schema; empty for a data-only model (table = false)
    std::string name;          // of the struct
    std::string comment;
    std::string path;          // the model file
    std::vector<Column> columns;
    std::map<std::string, std::string> enum_names;  // enum -> C++ enum class name
    bool operator==(const CppModel&) const = default;
};

// What every reader of models returns.
struct Model {
    Schema schema;
    RenameHints hints;
    std::vector<CppModel> structs;
    std::vector<EnumType> enums;  // all, also those that only data-only models use
};

// Reads model files in TOML, and the models of C++ headers (readers/header_models.h); tables, enums and `extends` may refer
// across files. All mistakes of all files are reported, with position and suggestion; validate() is included. `naming`: of
// what nobody gives a name.
Model read_models(const std::vector<SourceFile>& files, Diagnostics& diagnostics,
                  const NamingConvention& naming = default_naming(), const std::vector<Node>& headers = {});

}  // namespace migrations
