#pragma once

#include <string>
#include <string_view>

#include "base/file_path.h"

namespace migrations {

// A place in a file, for messages. Never part of a comparison of two schemas.
struct Location {
    FilePath path;     // as it is to be printed; empty when the thing comes from no file
    int line = 0;      // 1-based; 0: the file as a whole
    int column = 0;    // 1-based, in bytes

    bool operator==(const Location&) const = default;
};

// "path:line:column", "path:line" or "path", as far as known. Empty without a path.
std::string to_string(const Location& location);

// A text file as it is parsed, hashed and embedded: no byte order mark, LF line ends.
struct SourceFile {
    FilePath path;
    std::string text;
};

// Removes a UTF-8 byte order mark and turns CRLF into LF.
std::string normalized_text(std::string_view bytes);

}  // namespace migrations
