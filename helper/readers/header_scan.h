#pragma once

#include <string>
#include <vector>

#include "base/source.h"

namespace migrations {

// A class for which a header specialises migrations::table.
struct HeaderTable {
    std::string type;  // as written: "app::User"
    Location location;
};

// All of a header, in order. A look at the words of C++, not at what they mean: comments, strings and preprocessor lines are
// left out, what a macro makes is not seen.
std::vector<HeaderTable> tables_in_header(const SourceFile& header);

}  // namespace migrations
