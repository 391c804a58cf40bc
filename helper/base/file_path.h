#pragma once

#include <compare>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace migrations {

// The path of a file as it is printed. Everything that was read from one file says so: they share the text, which would
// otherwise be most of what a schema takes in memory.
class FilePath {
public:
    FilePath() = default;
    FilePath(std::string text) : text_(text.empty() ? nullptr : std::make_shared<const std::string>(std::move(text))) {}
    FilePath(const char* text) : FilePath(std::string(text)) {}

    const std::string& string() const {
        static const std::string none;
        return text_ == nullptr ? none : *text_;
    }
    operator const std::string&() const { return string(); }
    bool empty() const { return text_ == nullptr; }

    friend bool operator==(const FilePath& a, const FilePath& b) { return a.text_ == b.text_ || a.string() == b.string(); }
    friend std::strong_ordering operator<=>(const FilePath& a, const FilePath& b) { return a.string() <=> b.string(); }
    friend std::string operator+(std::string_view a, const FilePath& b) { return std::string(a) += b.string(); }
    friend std::string operator+(const FilePath& a, std::string_view b) { return a.string() + std::string(b); }
    friend std::ostream& operator<<(std::ostream& out, const FilePath& path) { return out << path.string(); }

private:
    std::shared_ptr<const std::string> text_;  // null: empty
};

}  // namespace migrations
