#include "revisions/id.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <random>

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

std::string new_revision_id(const std::vector<std::string>& taken) {
    std::random_device random;
    for (;;) {
        const std::uint64_t bits = (std::uint64_t{random()} << 32) | random();
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%012llx",
                      static_cast<unsigned long long>(bits & 0xFFFFFFFFFFFFU));
        std::string id(text.data());
        if (std::find(taken.begin(), taken.end(), id) == taken.end()) return id;
    }
}

}  // namespace migrations
