#include "scratch/row_values.h"

#include <algorithm>
#include <cstdio>
#include <migrations/sql_tokens.hpp>
#include <variant>

#include "base/names.h"
#include "base/sql_text.h"

namespace migrations {
namespace {

constexpr int first_number = 1000;

template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

std::string padded(const char* format, int number) {
    char text[64];
    std::snprintf(text, sizeof text, format, number % 50 + 1);
    return text;
}

// "email 1" cut to the length so that the number stays.
std::string text_value(const std::string& name, int row, int length) {
    const std::string number = std::to_string(row);
    std::string text = name + " " + number;
    if (static_cast<int>(text.size()) > length) {
        const int room = std::max(0, length - static_cast<int>(number.size()));
        text = name.substr(0, static_cast<std::size_t>(room)) + number;
        if (static_cast<int>(text.size()) > length) text = text.substr(text.size() - static_cast<std::size_t>(length));
    }
    return text;
}

std::string decimal_value(const Decimal& type, int row) {
    const int whole = type.precision - type.scale;
    std::string text = whole > 0 ? std::to_string(row % 10) : "0";
    if (type.scale > 0) {
        text += '.';
        for (int i = 0; i < type.scale; ++i) text += static_cast<char>('0' + (row + i) % 10);
    }
    return text;
}

// What a type without a portable name may take, by what its text says.
std::vector<std::string> verbatim_values(const std::string& type, const std::string& name, int row) {
    const std::string word = lower(type);
    const std::string number = std::to_string(first_number + row);
    const auto has = [&](const char* part) { return word.find(part) != std::string::npos; };
    const std::string text = quote_literal(text_value(name, row, 40));
    if (has("[]")) return {"'{}'"};
    if (has("range")) return {"'empty'"};
    if (has("timestamp")) return {quote_literal("2001-02-03 04:05:" + padded("%02d", row))};
    if (has("date")) return {quote_literal("2001-02-" + padded("%02d", row % 27))};
    if (has("time")) return {quote_literal("01:02:" + padded("%02d", row)), number};
    if (has("interval")) return {"'1 day'"};
    if (has("int") || has("serial") || has("real") || has("floa") || has("doub") || has("num") || has("dec") || has("money")) {
        return {number, std::to_string(row)};
    }
    if (has("bool")) return {row % 2 == 0 ? "true" : "false", std::to_string(row % 2)};
    if (has("uuid")) return {quote_literal("00000000-0000-4000-8000-" + padded("%012d", row))};
    if (has("json")) return {quote_literal("{\"n\": " + std::to_string(row) + "}")};
    if (has("bytea")) return {"'\\x" + padded("%02d", row) + "'"};
    if (has("blob")) return {"X'" + padded("%02d", row) + "'"};
    if (has("inet") || has("cidr")) return {quote_literal("10.0.0." + std::to_string(row))};
    return {text, number, "''", "'1'"};
}

// A text that a LIKE or GLOB pattern matches; `mark` takes the place of what may be anything.
std::string matching(const std::string& pattern, const std::string& mark) {
    std::string text;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '%' || c == '*') {
            text += mark;
        } else if (c == '_' || c == '?') {
            text += 'x';
        } else if (c == '[' && i + 1 < pattern.size()) {
            const std::size_t end = pattern.find(']', i + 1);
            if (end == std::string::npos) return text;
            text += pattern[i + 1] == '^' ? 'x' : pattern[i + 1];
            i = end;
        } else {
            text += c;
        }
    }
    return text;
}

bool is_text(const Column& column) {
    return std::holds_alternative<Text>(column.type.portable) || std::holds_alternative<String>(column.type.portable) ||
           std::holds_alternative<Verbatim>(column.type.portable);
}

// 'it''s' -> it's
std::string unquoted(const std::string& literal) {
    std::string text;
    for (std::size_t i = 1; i + 1 < literal.size(); ++i) {
        text += literal[i];
        if (literal[i] == '\'') ++i;
    }
    return text;
}

void suggest_from(const std::string& expression, const Column& column, int row, std::vector<std::string>& values) {
    const std::string mark = "r" + std::to_string(row);
    for (const token& each : tokens_of(expression)) {
        const std::string text(each.text);
        if (each.kind == token_kind::string) {
            values.push_back(text);
            const std::string match = matching(unquoted(text), mark);
            if (match != unquoted(text)) values.push_back(quote_literal(match));
        } else if (each.kind == token_kind::number) {
            values.push_back(text);
            if (text.size() < 10 && text.find_first_not_of("0123456789") == std::string::npos) {
                const long number = std::stol(text);
                values.push_back(std::to_string(number + 1));
                values.push_back(std::to_string(number - 1));
                if (is_text(column) && number < 1000) {
                    for (const long length : {number, number + 1, number - 1}) {
                        if (length <= 0) continue;
                        std::string filler(static_cast<std::size_t>(length), 'x');
                        filler.replace(0, std::min(mark.size(), filler.size()), mark.substr(0, filler.size()));
                        values.push_back(quote_literal(filler));
                    }
                }
            }
        }
    }
}

}  // namespace

std::vector<std::string> natural_values(const Column& column, const Schema& schema, const Dialect& dialect, int row) {
    const auto literal = [&](const Value& value) { return dialect.literal(value, column.type); };
    const auto text = [&](const std::string& value) { return literal(Value(value)); };
    if (const std::string* verbatim = column.type.verbatim_for(dialect.name())) {
        return verbatim_values(*verbatim, column.name, row);
    }
    return std::visit(
        Overloaded{
            [&](const Verbatim&) { return verbatim_values("", column.name, row); },
            [&](const Bool&) { return std::vector{literal(Value(row % 2 == 0)), literal(Value(row % 2 != 0))}; },
            [&](const Integer&) { return std::vector{std::to_string(first_number + row), std::to_string(row), std::string("0")}; },
            [&](const Float&) { return std::vector{std::to_string(row) + ".5", std::string("0.5")}; },
            [&](const Decimal& type) { return std::vector{text(decimal_value(type, row))}; },
            [&](const String& type) { return std::vector{text(text_value(column.name, row, type.length))}; },
            [&](const Text&) { return std::vector{text(text_value(column.name, row, 60))}; },
            [&](const Blob&) {
                const std::string digits = padded("%02d", row);
                return std::vector{dialect.language() == dialect::postgresql ? "'\\x" + digits + "'" : "X'" + digits + "'"};
            },
            [&](const Date&) { return std::vector{text("2001-02-" + padded("%02d", row % 27))}; },
            [&](const Time&) { return std::vector{text("01:02:" + padded("%02d", row))}; },
            [&](const Timestamp& type) {
                return std::vector{text("2001-02-03T04:05:" + padded("%02d", row) + ".000000" + (type.zone ? "Z" : ""))};
            },
            [&](const Uuid&) { return std::vector{text("00000000-0000-4000-8000-" + padded("%012d", row))}; },
            [&](const Json&) { return std::vector{text("{\"n\": " + std::to_string(row) + "}")}; },
            [&](const Enum& type) {
                std::vector<std::string> values;
                const EnumType* found = schema.enum_type(type.name);
                if (found == nullptr || found->values.empty()) return values;
                for (std::size_t i = 0; i < found->values.size(); ++i) {
                    values.push_back(text(found->values[(i + static_cast<std::size_t>(row) - 1) % found->values.size()]));
                }
                return values;
            },
        },
        column.type.portable);
}

std::vector<std::string> suggested_values(const Column& column, const Table& table, const Dialect& dialect, int row) {
    std::vector<std::string> values;
    for (const Check& check : table.checks) {
        const std::string& expression = check.expression.in(dialect.name());
        const std::vector<std::string> names = identifiers_in(expression);
        const bool named = std::any_of(names.begin(), names.end(),
                                       [&](const std::string& name) { return equals_ignoring_case(name, column.name); });
        if (named) suggest_from(expression, column, row, values);
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

}  // namespace migrations
