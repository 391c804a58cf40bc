#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <random>

#include "revisions/created.h"
#include "revisions/file.h"

namespace migrations {
namespace {

constexpr std::size_t longest_slug = 40;

// Lower-case letters and digits; everything between them is one '_'.
std::string slug(const std::string& text) {
    std::string slug;
    bool gap = false;
    for (char c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!kept) {
            gap = !slug.empty();
            continue;
        }
        if (slug.size() + (gap ? 1 : 0) >= longest_slug) break;
        if (gap) slug += '_';
        gap = false;
        slug += c;
    }
    return slug;
}

}  // namespace

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

std::string revision_file_name(const Revision& revision) {
    std::string name;
    if (const auto digits = utc_digits(revision.created)) {
        name = digits->substr(0, 8) + "_" + digits->substr(8, 4) + "_";
    }
    name += revision.id;
    const std::string words = slug(revision.message);
    if (!words.empty()) name += "_" + words;
    return name + ".toml";
}

}  // namespace migrations
