#include "base/line_index.h"

#include <algorithm>

namespace migrations {

LineIndex::LineIndex(std::string_view text) : starts_{0}, size_(text.size()) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') starts_.push_back(i + 1);
    }
}

Location LineIndex::at(const FilePath& path, std::size_t offset) const {
    offset = std::min(offset, size_);
    const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
    return {path, static_cast<int>(next - starts_.begin()),
            static_cast<int>(offset - *(next - 1)) + 1};
}

Location place_in(const SourceFile& file, const std::vector<int>& lines, std::size_t offset) {
    Location place = LineIndex(file.text).at(file.path, offset);
    const auto line = static_cast<std::size_t>(place.line);
    if (line >= 1 && line <= lines.size()) place.line = lines[line - 1];
    return place;
}

}  // namespace migrations
