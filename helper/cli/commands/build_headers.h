#pragma once

#include <string>
#include <vector>

#include "cli/commands/build_step.h"

namespace migrations {

// The headers of one add_schema_models(), and what is to be read of them.
struct HeaderOptions {
    std::vector<std::string> headers;
    std::vector<std::string> types;  // named in CMake, beside those that the headers show
    std::string listed;              // file with all headers that the build lists, a line each
    std::string object;
    std::string schema;              // header for the hash of the models' schema; empty: none is wanted
};

// Writes the source that compiles the models of the headers. A class that is a table in a header beside them, which no
// add_schema_models() lists, is a warning: it was probably forgotten.
Exit write_header_source(const Context& context, const HeaderOptions& options, const std::string& output, const StepFiles& files);

// Takes the models out of an object file, if there is no mistake in them.
Exit read_compiled_headers(const Context& context, const HeaderOptions& options, const std::string& output, const StepFiles& files);

}  // namespace migrations
