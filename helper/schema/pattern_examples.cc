#include "schema/pattern_examples.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace migrations {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view word_letters = "abcdefghijklmnopqrstuvwxyz";
// What "[^...]" is looked for in.
constexpr std::string_view common = "xabcdefghijklmnopqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_- ";

// Longer examples than this help nobody.
constexpr std::size_t longest = 2000;

char member_at(const std::string& members, std::size_t place, int row) {
    if (members.empty()) return 'x';
    return members[(place + static_cast<std::size_t>(row)) % members.size()];
}

// The members of a set "[...]" whose text between the brackets is given.
std::string set_members(std::string_view inside) {
    if (inside.empty() || (inside.front() != '^' && inside.front() != '!')) return class_members(inside);
    const std::string excluded = class_members(inside.substr(1));
    std::string members;
    for (const char each : common) {
        if (excluded.find(each) == std::string::npos) members += each;
    }
    return members;
}

// The end of the set that opens at `at`: the bracket, which as its first member stands for itself.
std::size_t set_end(std::string_view pattern, std::size_t at) {
    std::size_t from = at + 1;
    if (from < pattern.size() && pattern[from] == '^') ++from;
    if (from < pattern.size() && pattern[from] == ']') ++from;
    while (pattern.substr(from, 2) == "[:" || (from < pattern.size() && pattern[from] != ']')) {
        const std::size_t named = pattern.substr(from, 2) == "[:" ? pattern.find(":]", from) : from;
        if (named == std::string_view::npos) return named;
        from = named + (named == from ? 1 : 2);
    }
    return from < pattern.size() ? from : std::string_view::npos;
}

// One pass over a regular expression; every part of it is repeated as often as it must be.
class RegexReader {
public:
    RegexReader(std::string_view pattern, const ExampleStyle& style) : pattern_(pattern), style_(style) {}

    // Up to the end or the parenthesis that closes the group; of alternatives the first.
    std::string alternatives() {
        std::string first = sequence();
        while (peek() == '|') {
            ++at_;
            sequence();
        }
        return first;
    }

private:
    char peek() const { return at_ < pattern_.size() ? pattern_[at_] : '\0'; }

    std::string sequence() {
        std::string text;
        while (at_ < pattern_.size() && peek() != '|' && peek() != ')') {
            const std::size_t start = at_;
            const std::string once = part(text.size());
            const std::size_t times = repetitions();
            if (times > 0) text += once;
            for (std::size_t i = 1; i < times && text.size() < longest; ++i) {
                // Read again, so that the next place takes the next member of a set.
                const std::size_t after = std::exchange(at_, start);
                text += part(text.size());
                at_ = after;
            }
        }
        return text;
    }

    std::string part(std::size_t place) {
        const char first = pattern_[at_++];
        if (first == '^' || first == '$') return "";
        if (first == '.') return std::string(1, member_at(std::string(word_letters), place, style_.row));
        if (first == '(') {
            if (pattern_.substr(at_, 2) == "?:") at_ += 2;
            std::string group = alternatives();
            if (peek() == ')') ++at_;
            return group;
        }
        if (first == '[') {
            const std::size_t end = set_end(pattern_, at_ - 1);
            if (end == std::string_view::npos) return "";
            const std::string members = set_members(pattern_.substr(at_, end - at_));
            at_ = end + 1;
            return std::string(1, member_at(members, place, style_.row));
        }
        if (first != '\\' || at_ == pattern_.size()) return std::string(1, first);
        const char escaped = pattern_[at_++];
        if (escaped == 'd') return std::string(1, member_at(std::string(digits), place, style_.row));
        if (escaped == 'w') return std::string(1, member_at(std::string(word_letters), place, style_.row));
        if (escaped == 's') return " ";
        return std::string(1, escaped);
    }

    std::size_t repetitions() {
        std::size_t times = 1;
        if (peek() == '*' || peek() == '?') {
            times = peek() == '*' ? 1 : 0;
            ++at_;
        } else if (peek() == '+') {
            ++at_;
        } else if (peek() == '{') {
            const std::size_t end = std::min(pattern_.find('}', at_), pattern_.size());
            std::from_chars(pattern_.data() + at_ + 1, pattern_.data() + end, times);
            at_ = std::min(end + 1, pattern_.size());
        }
        if (peek() == '?') ++at_;  // "as few as possible"
        return std::min(times, longest);
    }

    std::string_view pattern_;
    const ExampleStyle& style_;
    std::size_t at_ = 0;
};

}  // namespace

std::string like_example(std::string_view pattern, const ExampleStyle& style) {
    std::string text;
    for (const char each : pattern) {
        if (each == '%') {
            text += style.mark;
        } else {
            text += each == '_' ? style.filler : each;
        }
    }
    return text;
}

std::string glob_example(std::string_view pattern, const ExampleStyle& style) {
    std::string text;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '*') {
            text += style.mark;
        } else if (pattern[i] == '?') {
            text += style.filler;
        } else if (pattern[i] == '[') {
            const std::size_t end = set_end(pattern, i);
            if (end == std::string_view::npos) return text;
            text += member_at(set_members(pattern.substr(i + 1, end - i - 1)), text.size(), style.row);
            i = end;
        } else {
            text += pattern[i];
        }
    }
    return text;
}

std::string regex_example(std::string_view pattern, const ExampleStyle& style) {
    return RegexReader(pattern, style).alternatives();
}

std::string class_members(std::string_view inside) {
    static constexpr std::pair<std::string_view, std::string_view> named[] = {
        {"[:alpha:]", "a-zA-Z"}, {"[:digit:]", "0-9"},        {"[:alnum:]", "a-zA-Z0-9"},
        {"[:lower:]", "a-z"},    {"[:xdigit:]", "0-9a-fA-F"}, {"[:upper:]", "A-Z"},
        {"[:space:]", " "},
    };
    std::string members;
    for (std::size_t i = 0; i < inside.size(); ++i) {
        const auto* name = std::find_if(std::begin(named), std::end(named), [&](const auto& each) {
            return inside.compare(i, each.first.size(), each.first) == 0;
        });
        if (name != std::end(named)) {
            members += class_members(name->second);
            i += name->first.size() - 1;
        } else if (inside[i] == '\\' && i + 1 < inside.size()) {
            const char escaped = inside[++i];
            members += escaped == 'd' ? std::string(digits) : escaped == 'w' ? std::string(word_letters) : std::string(1, escaped);
        } else if (i + 2 < inside.size() && inside[i + 1] == '-' && inside[i] <= inside[i + 2]) {
            for (int each = inside[i]; each <= inside[i + 2]; ++each) members += static_cast<char>(each);
            i += 2;
        } else {
            members += inside[i];
        }
    }
    return members;
}

std::string text_over(std::string_view alphabet, std::size_t length, int row) {
    std::string text(length, alphabet.front());
    auto rest = static_cast<std::size_t>(row);
    for (std::size_t i = length; i > 0 && rest > 0 && alphabet.size() > 1; --i) {
        text[i - 1] = alphabet[rest % alphabet.size()];
        rest /= alphabet.size();
    }
    return text;
}

}  // namespace migrations
