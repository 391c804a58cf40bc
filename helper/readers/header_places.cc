#include "readers/header_places.h"

#include <algorithm>
#include <filesystem>

#include "base/names.h"

namespace migrations {
namespace {

// How many parts at the end of two paths are the same.
std::size_t common_parts(const std::string& a, const std::string& b) {
    const std::vector<std::string> left = split(a, '/');
    const std::vector<std::string> right = split(b, '/');
    return static_cast<std::size_t>(
        std::mismatch(left.rbegin(), left.rend(), right.rbegin(), right.rend()).first - left.rbegin());
}

}  // namespace

FilePath place_among(const std::string& path, const std::vector<std::string>& headers) {
    std::error_code failed;
    if (headers.empty() || std::filesystem::exists(path, failed)) return path;
    const auto best = std::max_element(headers.begin(), headers.end(), [&](const std::string& a, const std::string& b) {
        return common_parts(a, path) < common_parts(b, path);
    });
    return common_parts(*best, path) > 0 ? *best : path;
}

}  // namespace migrations
