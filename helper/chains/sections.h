#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chains/old_chain.h"

namespace migrations {

// A file whose marks in comments tell the parts of a migration: "-- migrate:up", "-- +goose Down".

// A line that is a mark: the words behind what all marks begin with.
struct Mark {
    std::vector<std::string> words;  // "Up", or "up", "transaction:false"
    int line = 0;
};

// The lines between two marks. The first part has no mark.
struct Part {
    Mark mark;
    OldScript script;  // of these lines
};

// Cuts the text where a line is a comment that begins with `prefix` ("+goose", "migrate:"), which are left out.
std::vector<Part> parts_of(const ChainFile& file, std::string_view prefix);

// Whether there are words in it that are not comments.
bool has_statements(const OldScript& script);

// Puts the lines of the other script behind those of the first.
void append(OldScript& script, const OldScript& more);

}  // namespace migrations
