#include "revisions/id.h"

#include <algorithm>

namespace migrations {

bool is_revision_id(std::string_view text) {
    if (text.empty() || text.size() > 64 || text.front() == '_') return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

bool is_reserved_word(std::string_view text) {
    return text == "base" || text == "current" || text == "head" || text == "heads";
}

}  // namespace migrations
