#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/source.h"

namespace migrations {

// Turns byte offsets of one text into places. Keeps offsets only, so the text need not outlive it.
class LineIndex {
public:
    explicit LineIndex(std::string_view text);

    // Offsets beyond the end are taken as the end of the text.
    Location at(const FilePath& path, std::size_t offset) const;

private:
    std::vector<std::size_t> starts_;
    std::size_t size_;
};

// Where a byte of a text stands that is made of some lines of a file: `lines` has the number there of each. Empty: the text
// is the whole file.
Location place_in(const SourceFile& file, const std::vector<int>& lines, std::size_t offset);

}  // namespace migrations
