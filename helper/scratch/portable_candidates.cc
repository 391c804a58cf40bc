#include "scratch/portable_candidates.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include <migrations/sql_tokens.hpp>

namespace migrations {
namespace {

// The text of a literal in single quotes with a cast behind it or not, as PostgreSQL prints one; nothing for other text.
std::optional<std::string> string_literal(std::string_view text) {
    const std::vector<token> tokens = tokens_of(text, dialect::postgresql);
    if (tokens.empty() || tokens[0].kind != token_kind::string || tokens[0].text.front() != '\'') return std::nullopt;
    if (tokens.size() > 1 && !(text.substr(tokens[0].end()).starts_with("::"))) return std::nullopt;
    const bool simple_cast = std::all_of(tokens.begin() + 1, tokens.end(), [](const token& each) {
        return each.kind == token_kind::word || each.kind == token_kind::number || each.kind == token_kind::quoted ||
               is_operator(each, ":") || is_operator(each, "::") || is_operator(each, "(") || is_operator(each, ")") ||
               is_operator(each, ",");
    });
    if (!simple_cast) return std::nullopt;
    std::string value;
    const std::string_view inner = tokens[0].text.substr(1, tokens[0].text.size() - 2);
    for (std::size_t i = 0; i < inner.size(); ++i) {
        value += inner[i];
        if (inner[i] == '\'') ++i;  // two stand for one
    }
    return value;
}

}  // namespace

std::vector<int> integers_in(std::string_view text) {
    constexpr std::size_t most = 8;
    std::vector<int> numbers;
    for (const token& each : tokens_of(text)) {
        const bool digits = each.kind == token_kind::number && each.text.size() < 9 &&
                            each.text.find_first_not_of("0123456789") == std::string_view::npos;
        if (digits && numbers.size() < most) numbers.push_back(std::stoi(std::string(each.text)));
    }
    return numbers;
}

std::vector<PortableType> possible_types(const std::vector<int>& numbers) {
    std::vector<PortableType> types = {Bool{}};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        if (numbers[i] >= 1) types.emplace_back(String{numbers[i]});
        for (std::size_t k = i + 1; k < numbers.size(); ++k) {
            // As a type states them, and as the CHECK of SQLite does: digits before the point and one, digits after it.
            types.emplace_back(Decimal{numbers[i], numbers[k]});
            if (numbers[i] >= 1) types.emplace_back(Decimal{numbers[i] - 1 + numbers[k], numbers[k]});
        }
    }
    const std::vector<PortableType> plain = {Json{},    Integer{64}, Integer{32}, Integer{16}, Float{64},
                                             Float{32}, Text{},      Blob{},      Date{},      Time{},
                                             Timestamp{false}, Timestamp{true}, Uuid{}};
    types.insert(types.end(), plain.begin(), plain.end());
    return types;
}

std::vector<std::variant<Value, Sql>> possible_defaults(const std::string& shown) {
    std::vector<std::variant<Value, Sql>> defaults = {Sql("now"), Sql("uuid")};
    // Made in place: g++ 12 sees a string that is not there in a value that is moved.
    const auto add = [&](auto value) { defaults.emplace_back().emplace<Value>(std::move(value)); };
    if (const auto text = string_literal(shown)) add(*text);
    if (shown == "true" || shown == "false") add(shown == "true");
    const std::vector<int> numbers = integers_in(shown);
    if (numbers.size() == 1) {
        for (const std::int64_t sign : {1, -1}) add(sign * numbers[0]);
    }
    return defaults;
}

}  // namespace migrations
