#include "revisions/file_name.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <map>
#include <optional>

#include "base/names.h"
#include "revisions/created.h"

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

constexpr std::array placeholders = {"date", "time", "year", "month", "day", "hour", "minute", "second", "id", "slug"};

// Sets TZ as long as it lives: the C library knows one zone at a time.
class Zone {
public:
    explicit Zone(const std::string& name) {
        if (const char* before = std::getenv("TZ")) before_ = before;
        if (name != "local") setenv("TZ", name.c_str(), 1);
        tzset();
    }
    Zone(const Zone&) = delete;
    Zone& operator=(const Zone&) = delete;
    ~Zone() {
        if (before_) {
            setenv("TZ", before_->c_str(), 1);
        } else {
            unsetenv("TZ");
        }
        tzset();
    }

private:
    std::optional<std::string> before_;
};

// "20261122145500" of UTC in the zone.
std::string in_zone(const std::string& digits, const std::string& zone) {
    std::tm utc{};
    if (zone == "UTC" || strptime(digits.c_str(), "%Y%m%d%H%M%S", &utc) == nullptr) return digits;
    const std::time_t instant = timegm(&utc);
    const Zone in_force(zone);
    std::tm local{};
    localtime_r(&instant, &local);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y%m%d%H%M%S", &local);
    return text.data();
}

std::map<std::string, std::string> values_of(const Revision& revision, const std::string& zone) {
    std::map<std::string, std::string> values = {{"id", revision.id}, {"slug", slug(revision.message)}};
    const std::optional<std::string> utc = utc_digits(revision.created);
    if (!utc) return values;
    const std::string digits = in_zone(utc->substr(0, 14), zone);
    values["date"] = digits.substr(0, 8);
    values["time"] = digits.substr(8, 4);
    values["year"] = digits.substr(0, 4);
    values["month"] = digits.substr(4, 2);
    values["day"] = digits.substr(6, 2);
    values["hour"] = digits.substr(8, 2);
    values["minute"] = digits.substr(10, 2);
    values["second"] = digits.substr(12, 2);
    return values;
}

bool joins(char c) {
    return c == '_' || c == '-' || c == '.' || c == ' ';
}

}  // namespace

std::string file_name_mistake(const std::string& pattern) {
    bool has_id = false;
    for (std::size_t at = pattern.find_first_of("{}"); at != std::string::npos; at = pattern.find_first_of("{}", at)) {
        const std::size_t end = pattern.find_first_of("{}", at + 1);
        if (pattern[at] != '{' || end == std::string::npos || pattern[end] != '}') return "has a brace without its other one";
        const std::string name = pattern.substr(at + 1, end - at - 1);
        if (std::find(placeholders.begin(), placeholders.end(), name) == placeholders.end()) {
            return "has the unknown '{" + name + "}': there are {" + join({placeholders.begin(), placeholders.end()}, "}, {") + "}";
        }
        has_id = has_id || name == "id";
        at = end + 1;
    }
    if (!has_id) return "needs {id}: without it, two revisions could have one name";
    for (const std::string& part : split(pattern, '/')) {
        if (part.empty() || part.front() == '.') return "must be a relative path, without '..' and hidden files";
    }
    const bool plain = std::none_of(pattern.begin(), pattern.end(), [](char each) {
        const auto code = static_cast<unsigned char>(each);
        return code < 0x20 || code >= 0x7f || std::string_view("\\:*?\"<>|").find(each) != std::string_view::npos;
    });
    return plain ? "" : "has characters that file names of some system cannot have";
}

std::string time_zone_mistake(const std::string& zone) {
    if (zone == "UTC" || zone == "local") return "";
    const char* folder = std::getenv("TZDIR");
    const std::filesystem::path known = folder == nullptr ? "/usr/share/zoneinfo" : folder;
    std::error_code failed;
    const bool inside = !zone.empty() && zone.front() != '/' && zone.find("..") == std::string::npos;
    if (inside && std::filesystem::is_regular_file(known / zone, failed)) return "";
    return "must be \"UTC\", \"local\" or a zone of " + known.string() + " such as \"Europe/Berlin\", not '" + zone + "'";
}

std::string revision_file_name(const Revision& revision, const FileNames& names) {
    const std::map<std::string, std::string> values = values_of(revision, names.time_zone);
    std::string text;
    for (std::size_t at = 0; at < names.pattern.size(); ++at) {
        if (names.pattern[at] != '{') {
            text += names.pattern[at];
            continue;
        }
        const std::size_t end = names.pattern.find('}', at);
        const auto value = values.find(names.pattern.substr(at + 1, end - at - 1));
        at = end;
        if (value != values.end() && !value->second.empty()) {
            text += value->second;
        } else if (!text.empty() && joins(text.back())) {
            text.pop_back();
        } else if (at + 1 < names.pattern.size() && joins(names.pattern[at + 1])) {
            ++at;
        }
    }
    return text + ".toml";
}

}  // namespace migrations
