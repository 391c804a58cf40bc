#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <migrations/script.hpp>

#include "chains/old_chain.h"

namespace migrations {

// A file whose marks in comments tell the parts of a migration: "-- migrate:up", "-- +goose Down".

// A line that is a mark: the words behind what all marks begin with.
struct Mark {
    std::vector<std::string> words;  // "Up", or "up", "transaction:false"
    int line = 0;
    bool indented = false;
};

// The lines between two marks. The first part has no mark.
struct Part {
    Mark mark;
    OldScript script;  // of these lines
};

// Cuts the text where a line is a comment that begins with `prefix` ("+goose", "migrate:"), which are left out.
std::vector<Part> parts_of(const ChainFile& file, std::string_view prefix);

// Where the first word stands that is no comment; npos when there is none.
std::size_t first_word(const OldScript& script, dialect language);

// Where a quote or a comment begins that has no end in the text; npos when there is none.
std::size_t open_quote(const OldScript& script, dialect language);

// Finds what is wrong with a mark behind the lines of `script`: it is indented, and no mark to the tool, or these have not ended
// a quote or a comment, and the tool cuts the file there nevertheless.
void check_cut(const OldScript& script, const Mark& mark, std::string_view tool, dialect language, Diagnostics& findings);

// Marks of up and down of another tool, which are comments to the one that runs the script: the first of them is a warning.
void warn_of_other_marks(const OldScript& script, Diagnostics& findings);

// Puts the lines of the other script behind those of the first.
void append(OldScript& script, const OldScript& more);

}  // namespace migrations
