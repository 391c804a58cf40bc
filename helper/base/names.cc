#include "base/names.h"

#include <algorithm>

namespace migrations {
namespace {

char lower_char(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` ("optimal
// string alignment").
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> current(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            current[j] = std::min({last[j] + 1, current[j - 1] + 1, change});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                current[j] = std::min(current[j], before_last[j - 2] + 1);
            }
        }
        before_last.swap(last);
        last.swap(current);
    }
    return last[b.size()];
}

std::size_t common_front(std::string_view a, std::string_view b) {
    return static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first -
                                    a.begin());
}

// How much of both is the same qualifier: 6 of "users.nick" and "users.ok".
std::size_t common_qualifier(std::string_view a, std::string_view b) {
    const std::size_t dot = a.substr(0, common_front(a, b)).rfind('.');
    return dot == std::string_view::npos ? 0 : dot + 1;
}

std::string plural(std::string_view noun) {
    std::string word(noun);
    const auto ends_in = [&](std::string_view end) { return word.ends_with(end); };
    if (ends_in("s") || ends_in("x") || ends_in("z") || ends_in("ch") || ends_in("sh"))
        return word + "es";
    const bool vowel_before_y = ends_in("ay") || ends_in("ey") || ends_in("oy") || ends_in("uy");
    if (ends_in("y") && word.size() > 1 && !vowel_before_y)
        return word.substr(0, word.size() - 1) + "ies";
    return word + "s";
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
    const std::string whole = lower(word);
    std::string best;
    std::size_t best_distance = 0;
    std::size_t best_front = 0;  // decides between equal distances
    for (const std::string& candidate : candidates) {
        const std::string lower_candidate = lower(candidate);
        const std::size_t qualifier = common_qualifier(whole, lower_candidate);
        const std::string_view wanted = std::string_view(whole).substr(qualifier);
        const std::string_view name = std::string_view(lower_candidate).substr(qualifier);
        if (name.empty() || wanted.empty()) continue;
        const std::size_t longer = std::max(wanted.size(), name.size());
        const std::size_t shorter = std::min(wanted.size(), name.size());
        const std::size_t limit = std::max<std::size_t>(1, longer / 3);
        if (longer - shorter > limit) continue;
        const std::size_t distance = edit_distance(wanted, name);
        const std::size_t front = common_front(wanted, name);
        const bool nearer = best.empty() || distance < best_distance ||
                            (distance == best_distance && front > best_front);
        if (distance > limit || !nearer) continue;
        best = candidate;
        best_distance = distance;
        best_front = front;
    }
    return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates) {
    const std::string candidate = nearest(word, candidates);
    return candidate.empty() ? std::string{} : "did you mean '" + candidate + "'?";
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower_char);
    return result;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    // Names that begin alike and are as long are told apart by their last letters.
    if (a.size() != b.size() || (!a.empty() && lower_char(a.back()) != lower_char(b.back()))) return false;
    return std::equal(a.begin(), a.end(), b.begin(),
                      [](char left, char right) { return lower_char(left) == lower_char(right); });
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) text += separator;
        text += parts[i];
    }
    return text;
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t end = text.find(separator);
        parts.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::string trim(std::string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return std::string(text);
}

std::string quoted(std::string_view name) {
    return "'" + std::string(name) + "'";
}

std::string count_of(std::size_t count, std::string_view noun) {
    return std::to_string(count) + " " + (count == 1 ? std::string(noun) : plural(noun));
}

}  // namespace migrations
