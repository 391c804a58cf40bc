#include "base/line_index.h"

#include <algorithm>

namespace migrations {

LineIndex::LineIndex(std::string_view text) : starts_{0}, size_(text.size()) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') starts_.push_back(i + 1);
    }
}

Location LineIndex::at(const std::string& path, std::size_t offset) const {
    offset = std::min(offset, size_);
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
    return {path, static_cast<int>(next - starts_.begin()),
            static_cast<int>(offset - *(next - 1)) + 1};
}

}  // namespace migrations
