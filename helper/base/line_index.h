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
    Location at(const std::string& path, std::size_t offset) const;

private:
    std::vector<std::size_t> starts_;
    std::size_t size_;
};

}  // namespace migrations
