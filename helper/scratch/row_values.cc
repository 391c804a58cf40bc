#include "scratch/row_values.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <set>
#include <variant>

#include "base/names.h"
#include "base/sql_text.h"
#include "schema/formed_values.h"
#include "schema/suggested_values.h"
#include "scratch/blamed_columns.h"

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
    std::string text = name.empty() ? number : name + " " + number;
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

// "character(5)": 5; of other texts no more than can be read at a glance.
int text_length(const std::string& type) {
    constexpr int most = 40;
    const std::size_t open = type.find('(');
    const int length = type.find("char") == std::string::npos || open == std::string::npos ? 0 : std::atoi(type.c_str() + open + 1);
    return length > 0 ? std::min(length, most) : most;
}

// What a type without a portable name may take, by what its text says.
std::vector<std::string> verbatim_values(const std::string& type, const std::string& name, int row) {
    const std::string word = lower(type);
    const std::string number = std::to_string(first_number + row);
    const auto has = [&](const char* part) { return word.find(part) != std::string::npos; };
    const std::string text = quote_literal(text_value(name, row, text_length(word)));
    if (const auto formed = formed_value(word, row)) return {quote_literal(*formed), quote_literal(*formed_value(word, 0))};
    if (has("timestamp")) return {quote_literal("2001-02-03 04:05:" + padded("%02d", row))};
    if (has("date")) return {quote_literal("2001-02-" + padded("%02d", row % 27))};
    if (has("time")) return {quote_literal("01:02:" + padded("%02d", row)), number};
    if (has("interval")) return {"'1 day'"};
    if (has("int") || has("serial") || has("real") || has("floa") || has("doub") || has("num") || has("dec") || has("money")) {
        return {number, std::to_string(row)};
    }
    if (has("bool")) return {row % 2 == 0 ? "true" : "false", std::to_string(row % 2)};
    if (has("json")) return {quote_literal("{\"n\": " + std::to_string(row) + "}")};
    if (has("bytea")) return {"'\\x" + padded("%02d", row) + "'"};
    if (has("blob")) return {"X'" + padded("%02d", row) + "'"};
    return {text, number, "''", "'1'"};
}

// The texts of all CHECKs and generated columns that have to do with the column: those that look at it, and those that
// look at a column that these look at, since "b > a" and "a > 100" together say something about b.
std::vector<std::string> related_expressions(const Column& column, const Table& table, std::string_view dialect) {
    struct Expression {
        std::string text;
        std::vector<std::string> columns;
    };
    std::vector<Expression> all;
    for (const Check& check : table.checks) {
        if (!check.exists_in(dialect)) continue;
        const std::string& text = check.expression.in(dialect);
        all.push_back({text, columns_in(text, table, dialect)});
    }
    for (const Column& each : table.columns) {
        if (!each.generated) continue;
        const std::string& text = each.generated->expression.in(dialect);
        all.push_back({text, columns_in(text, table, dialect)});
    }
    std::vector<std::string> texts;
    std::set<std::string> reached = {column.name};
    for (int distance = 1; distance <= 2; ++distance) {
        std::set<std::string> next = reached;
        for (Expression& each : all) {
            const bool related = std::any_of(each.columns.begin(), each.columns.end(),
                                             [&](const std::string& name) { return reached.count(name) != 0; });
            if (!related) continue;
            if (std::find(texts.begin(), texts.end(), each.text) == texts.end()) texts.push_back(each.text);
            next.insert(each.columns.begin(), each.columns.end());
        }
        reached = std::move(next);
    }
    return texts;
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

std::vector<std::string> suggested_literals(const Column& column, const Table& table, const Dialect& dialect, int row) {
    const std::string* verbatim = column.type.verbatim_for(dialect.name());
    const PortableType type = verbatim == nullptr ? column.type.portable : nearest_portable(*verbatim);
    std::vector<std::string> literals;
    for (const Value& value : suggested_values(type, related_expressions(column, table, dialect.name()), row)) {
        literals.push_back(dialect.literal(value, column.type));
    }
    return literals;
}

std::vector<std::string> other_values(const Column& column, const Dialect& dialect, int row) {
    const auto literals = [&](std::initializer_list<Value> values) {
        std::vector<std::string> all;
        for (const Value& each : values) all.push_back(dialect.literal(each, column.type));
        return all;
    };
    const std::string number = std::to_string(row);
    const std::string second = padded("%02d", row);
    const std::string day = padded("%02d", row % 27);
    if (column.type.verbatim_for(dialect.name()) != nullptr) return {};
    return std::visit(
        Overloaded{
            [&](const Integer&) { return literals({std::int64_t{row} + 20000, -std::int64_t{row}, std::int64_t{row} + 30000}); },
            [&](const Float&) { return literals({row + 20000.5, -row - 0.5, row + 30000.5}); },
            [&](const Decimal& type) {
                const std::string least = type.scale > 0 ? "0." + std::string(static_cast<std::size_t>(type.scale), '0') : "0";
                const std::string most = decimal_value(type, 9);
                return literals({most, least, "-" + most});
            },
            [&](const String& type) {
                return literals({text_value("z" + column.name, row, type.length), text_value("A" + column.name, row, type.length),
                                 text_value("", row, type.length)});
            },
            [&](const Text&) { return literals({"z" + column.name + " " + number, "A" + column.name + " " + number, number}); },
            [&](const Date&) { return literals({"2031-02-" + day, "1971-02-" + day, "2061-02-" + day}); },
            [&](const Time&) { return literals({"23:02:" + second, "00:02:" + second, "23:52:" + second}); },
            [&](const Timestamp& type) {
                const std::string end = "-02-03T04:05:" + second + ".000000" + (type.zone ? "Z" : "");
                return literals({"2031" + end, "1971" + end, "2061" + end});
            },
            [&](const Blob&) { return literals({"\\xff" + second, "\\x"}); },
            [&](const auto&) { return std::vector<std::string>(); },
        },
        column.type.portable);
}

}  // namespace migrations
