#include "operations/check_verdict.h"

#include <algorithm>
#include <cstdlib>
#include <migrations/sql_tokens.hpp>
#include <utility>
#include <variant>
#include <vector>

#include "base/names.h"

namespace migrations {
namespace {

// Thrown by nobody but the reader below, and caught in check_verdict(): a descent of ten functions
// would else pass an optional through every line.
struct NotUnderstood {};

bool like(std::string_view text, std::string_view pattern) {
    if (pattern.empty()) return text.empty();
    if (pattern.front() == '%') {
        for (std::size_t i = 0; i <= text.size(); ++i) {
            if (like(text.substr(i), pattern.substr(1))) return true;
        }
        return false;
    }
    const bool fits = !text.empty() && (pattern.front() == '_' || pattern.front() == text.front());
    return fits && like(text.substr(1), pattern.substr(1));
}

// -1, 0 or 1.
int order(long double a, long double b) {
    return a < b ? -1 : a > b ? 1 : 0;
}
int order(const std::string& a, const std::string& b) {
    return a < b ? -1 : a > b ? 1 : 0;
}

std::optional<long double> number_of(const Value& value) {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
    if (const auto* real = std::get_if<double>(&value)) return *real;
    return std::nullopt;
}

int compare(const Value& a, const Value& b) {
    const auto* left = std::get_if<std::string>(&a);
    const auto* right = std::get_if<std::string>(&b);
    if (left && right) return order(*left, *right);
    const auto x = number_of(a);
    const auto y = number_of(b);
    if (x && y) return order(*x, *y);
    const auto* truth = std::get_if<bool>(&a);
    const auto* other = std::get_if<bool>(&b);
    if (truth && other) return order(*truth, *other);
    // A decimal is a string here and a number in PostgreSQL.
    if (right) return -compare(b, a);
    const auto* whole = std::get_if<std::int64_t>(&b);
    if (!left || !whole) throw NotUnderstood();
    char* end = nullptr;
    const long double number = std::strtold(left->c_str(), &end);
    const int by_number = order(number, *whole);
    if (left->empty() || *end != '\0' || order(*left, std::to_string(*whole)) != by_number) {
        throw NotUnderstood();
    }
    return by_number;
}

// Reads an expression and works it out on the way.
class Reader {
public:
    Reader(std::string_view expression, const std::string& column, const Value& value)
        : tokens_(tokens_of(expression)), column_(column), value_(value) {}

    bool whole() {
        const bool verdict = disjunction();
        if (at_ != tokens_.size()) throw NotUnderstood();
        return verdict;
    }

private:
    bool take_word(std::string_view word) {
        if (at_ == tokens_.size() || !is_word(tokens_[at_], word)) return false;
        ++at_;
        return true;
    }
    bool take(std::string_view text) {
        if (at_ == tokens_.size() || !is_operator(tokens_[at_], text)) return false;
        ++at_;
        return true;
    }
    void expect(bool taken) {
        if (!taken) throw NotUnderstood();
    }

    bool disjunction() {
        bool verdict = conjunction();
        while (take_word("or")) verdict = conjunction() || verdict;
        return verdict;
    }
    bool conjunction() {
        bool verdict = negation();
        while (take_word("and")) verdict = negation() && verdict;
        return verdict;
    }
    bool negation() { return take_word("not") ? !negation() : predicate(); }

    bool predicate() {
        // "(" opens a condition or an operand: what does not read as the one is read as the other.
        const std::size_t start = at_;
        if (take("(")) {
            try {
                const bool verdict = disjunction();
                expect(take(")"));
                return verdict;
            } catch (const NotUnderstood&) {
                at_ = start;
            }
        }
        const Value left = operand();
        if (take_word("is")) {
            const bool negated = take_word("not");
            expect(take_word("null"));
            return std::holds_alternative<Null>(left) != negated;
        }
        const bool negated = take_word("not");
        if (take_word("between")) {
            const Value low = operand();
            expect(take_word("and"));
            const Value high = operand();
            return (compare(left, low) >= 0 && compare(left, high) <= 0) != negated;
        }
        if (take_word("in")) return is_in_list(left) != negated;
        if (take_word("like")) return is_like(left, operand()) != negated;
        expect(!negated);
        return comparison(left);
    }

    bool comparison(const Value& left) {
        expect(at_ < tokens_.size());
        const std::string sign(tokens_[at_++].text);
        const int sides = compare(left, operand());
        if (sign == "=" || sign == "==") return sides == 0;
        if (sign == "<>" || sign == "!=") return sides != 0;
        if (sign == "<") return sides < 0;
        if (sign == "<=") return sides <= 0;
        if (sign == ">") return sides > 0;
        if (sign == ">=") return sides >= 0;
        throw NotUnderstood();
    }

    bool is_in_list(const Value& left) {
        bool found = false;
        expect(take("("));
        do {
            found = compare(left, operand()) == 0 || found;
        } while (take(","));
        expect(take(")"));
        return found;
    }

    bool is_like(const Value& left, const Value& right) {
        const std::string text = text_of(left);
        const std::string pattern = text_of(right);
        const bool exact = like(text, pattern);
        // SQLite does not look at letter case.
        if (exact != like(lower(text), lower(pattern))) throw NotUnderstood();
        return exact;
    }

    Value operand() {
        if (take("-")) {
            const Value value = operand();
            if (const auto* whole = std::get_if<std::int64_t>(&value)) return -*whole;
            if (const auto* real = std::get_if<double>(&value)) return -*real;
            throw NotUnderstood();
        }
        if (take("(")) {
            Value value = operand();
            expect(take(")"));
            return value;
        }
        expect(at_ < tokens_.size());
        const token& first = tokens_[at_++];
        if (first.kind == token_kind::string && first.text.front() == '\'') return identifier_text(first);
        if (first.kind == token_kind::number) return number(std::string(first.text));
        if (is_word(first, "true") || is_word(first, "false")) return is_word(first, "true");
        if (at_ < tokens_.size() && is_operator(tokens_[at_], "(")) return call(lower(first.text));
        const bool name = first.kind == token_kind::word || first.kind == token_kind::quoted;
        expect(name && equals_ignoring_case(identifier_text(first), column_));
        return value_;
    }

    Value call(const std::string& function) {
        expect(take("("));
        const std::string text = text_of(operand());
        expect(take(")"));
        if (function == "length" || function == "char_length") {
            return static_cast<std::int64_t>(std::count_if(text.begin(), text.end(), [](char each) {
                return (static_cast<unsigned char>(each) & 0xc0U) != 0x80U;
            }));
        }
        if (function == "lower") return lower(text);
        if (function == "trim") return trim(text);
        if (function == "upper" && text.find_first_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos) return text;
        throw NotUnderstood();
    }

    static Value number(const std::string& text) {
        const bool whole = text.find_first_not_of("0123456789") == std::string::npos;
        if (whole && text.size() < 19) return std::int64_t{std::stoll(text)};
        return std::strtod(text.c_str(), nullptr);
    }

    static std::string text_of(const Value& value) {
        const auto* text = std::get_if<std::string>(&value);
        if (!text) throw NotUnderstood();
        return *text;
    }

    std::vector<token> tokens_;
    std::size_t at_ = 0;
    const std::string& column_;
    const Value& value_;
};

}  // namespace

std::optional<bool> check_verdict(std::string_view expression, const std::string& column,
                                  const Value& value) {
    try {
        return Reader(expression, column, value).whole();
    } catch (const NotUnderstood&) {
        return std::nullopt;
    }
}

}  // namespace migrations
