#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cli/command.h"
#include "diff/renames.h"
#include "scratch/scratch.h"

namespace migrations {

// One side of `diff`: where a schema comes from.
struct Side {
    enum class Kind { models, revision, model_file, sql_file, database };
    Kind kind = Kind::models;
    std::string text;        // as it was given
    Schema schema;           // portable for models, revisions and model files; else what the server says
    RenameHints hints;       // of models
    bool portable() const { return kind != Kind::sql_file && kind != Kind::database; }
};

// What the word means: "models", a database URL, a path that ends in .toml or .sql, else a revision of the project.
Side::Kind kind_of_side(const std::string& text);

// The dialect that a side brings along: that of its URL; or null.
const Dialect* dialect_of_side(const std::string& text);

// Reads the schema. `dialect` is needed for .sql files only. Throws Error as reading models, revisions and databases do.
Side read_side(const std::string& text, const Context& context, const Dialect* dialect, Scratch& scratch);

// A new database that holds what the side holds, without rows: for statements that are to run there.
std::unique_ptr<Connection> rebuild_side(const Side& side, const Dialect& dialect, Scratch& scratch,
                                         const RenderOptions& options);

}  // namespace migrations
