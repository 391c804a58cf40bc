#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/names.h"
#include "revisions/id.h"
#include "revisions/targets.h"

namespace migrations {
namespace {

bool is_name(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_';
    });
}

[[noreturn]] void throw_malformed(std::string_view word) {
    if (word.find(':') != std::string_view::npos) {
        throw Error(Exit::usage, quoted(word) + " is a range, and no revision",
                    "give one of its ends; 'history' and 'sql' take ranges");
    }
    throw Error(
        Exit::usage, quoted(word) + " names no revision",
        "give an id or its beginning, 'head', 'heads', 'base', a count such as '+1', '-1' or "
        "'head-1', or any of these on a branch: 'label@head'");
}

}  // namespace

Target parse_target(std::string_view word) {
    Target target{std::string(word), {}, {}, 0};
    std::string_view rest = word;
    if (const std::size_t at = word.find('@'); at != std::string_view::npos) {
        target.branch = word.substr(0, at);
        rest = word.substr(at + 1);
        if (target.branch.empty() || !is_name(target.branch) || is_reserved_word(target.branch)) {
            throw_malformed(word);
        }
    }
    const std::size_t sign = rest.find_first_of("+-");
    target.name = rest.substr(0, sign);
    if (!is_name(target.name)) throw_malformed(word);
    if (sign == std::string_view::npos) {
        if (target.name.empty()) throw_malformed(word);
        return target;
    }
    const std::string_view digits = rest.substr(sign + 1);
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), target.steps);
    if (problem != std::errc() || end != digits.data() + digits.size() || target.steps < 1) {
        throw_malformed(word);
    }
    if (rest[sign] == '-') target.steps = -target.steps;
    if (target.name == "current") target.name.clear();
    return target;
}

}  // namespace migrations
