#pragma once

#include <string>
#include <vector>

#include "base/source.h"

namespace migrations {

// A class for which a header specialises migrations::table.
struct HeaderTable {
    std::string type;  // as written: "app::User"
    bool in_migrations = false;  // within namespace migrations, where names mean what they mean there
    Location location;
};

// All of a header, in order. A look at the words of C++, not at what they mean: comments, strings, preprocessor lines and
// `#if 0` are left out, what a macro makes is not seen. The text may be of any encoding that compilers take.
std::vector<HeaderTable> tables_in_header(const SourceFile& header);

}  // namespace migrations
