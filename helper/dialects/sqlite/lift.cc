#include "dialects/sqlite/lift.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"
#include "dialects/literal_values.h"
#include "dialects/sqlite/create_table.h"
#include "dialects/sqlite/declared_types.h"
#include "dialects/sqlite/types.h"
#include "schema/default_value.h"
#include "schema/names.h"

namespace migrations::sqlite {

namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// The literals in a CHECK, of which a type can be made.
struct Literals {
    std::vector<int> integers;
    std::vector<std::string> strings;
};

Literals literals_in(const Sql& expression) {
    Literals literals;
    for (const token& each : tokens_of(expression.in("sqlite"))) {
        int number = 0;
        const char* end = each.text.data() + each.text.size();
        const auto [stop, error] = std::from_chars(each.text.data(), end, number);
        if (error == std::errc{} && stop == end) literals.integers.push_back(number);
        if (const auto text = string_of_literal(each.text)) literals.strings.push_back(*text);
    }
    return literals;
}

// The type whose CHECK has these literals, for a column that is declared as `word`.
std::vector<PortableType> candidates(const std::string& word, const Literals& literals, const std::string& enum_name) {
    if (word == "INTEGER") return {Bool{}};
    if (word != "TEXT") return {};
    std::vector<PortableType> types = {Json{}};
    const std::vector<int>& numbers = literals.integers;
    if (!numbers.empty()) types.emplace_back(String{numbers.back()});
    if (numbers.size() >= 2) {
        // Digits before the point and one more, then those behind it.
        const int scale = numbers.back();
        types.emplace_back(Decimal{numbers[numbers.size() - 2] - 1 + scale, scale});
    }
    if (!literals.strings.empty()) types.emplace_back(Enum{enum_name});
    return types;
}

bool is_sound(const PortableType& type) {
    std::string problem;
    return std::holds_alternative<Enum>(type) || parse_type(to_string(type), problem).has_value();
}

class Lift {
public:
    explicit Lift(const Schema& reflected) : schema_(reflected) {}

    Schema run() {
        for (Table& table : schema_.tables) {
            for (Column& column : table.columns) lift_type(table, column);
        }
        for (Table& table : schema_.tables) {
            for (ForeignKey& key : table.foreign_keys) allow_other_type(table, key);
        }
        for (Table& table : schema_.tables) {
            for (Column& column : table.columns) lift_default(column);
            forget_names(table);
        }
        return std::move(schema_);
    }

private:
    void lift_type(Table& table, Column& column) {
        const std::string declared = type_name(column.type);
        const bool plain = declared == "INTEGER" || declared == "REAL" || declared == "TEXT" || declared == "BLOB";
        if (plain && take_check(table, column, declared)) return;
        column.type.portable = meaning_of(declared);
        // In SQLite NULL can be in a primary key, unless the key is the rowid (sqlite.org/quirks.html, section 5).
        // Only a type of SQLite's own may say so.
        const bool null_in_key = column.null && table.primary_key && contains(table.primary_key->columns, column.name);
        if (plain && !null_in_key) column.type.verbatim.clear();
    }

    // True when a CHECK without a name is that of a type: the column gets the type, and the CHECK goes.
    bool take_check(Table& table, Column& column, const std::string& declared) {
        const std::string enum_name = free_enum_name(table.name + "_" + column.name);
        for (std::size_t i = 0; i < table.checks.size(); ++i) {
            if (!is_unnamed(table.checks[i].name)) continue;
            const Literals literals = literals_in(table.checks[i].expression);
            for (const PortableType& type : candidates(declared, literals, enum_name)) {
                if (!is_sound(type)) continue;
                Schema with_enum;
                EnumType values;
                values.name = enum_name;
                values.values = literals.strings;
                with_enum.enums.push_back(values);
                Column typed = column;
                typed.type = Type(type);
                if (Sql(type_check(typed, with_enum)) != table.checks[i].expression) continue;
                column.type = Type(type);
                table.checks.erase(table.checks.begin() + static_cast<std::ptrdiff_t>(i));
                if (std::holds_alternative<Enum>(type)) schema_.enums.push_back(std::move(values));
                return true;
            }
        }
        return false;
    }

    std::string free_enum_name(const std::string& wanted) const {
        std::string name = wanted;
        for (int number = 2; find_named(schema_.enums, name) != nullptr; ++number) {
            name = wanted + "_" + std::to_string(number);
        }
        return name;
    }

    // SQLite lets a key refer to a column of any type; models do not compare what has only a type of SQLite's own.
    void allow_other_type(Table& table, const ForeignKey& key) {
        const Table* target = schema_.table(key.table);
        if (target == nullptr || key.columns.size() != key.references.size()) return;
        for (std::size_t i = 0; i < key.columns.size(); ++i) {
            Column* column = table.column(key.columns[i]);
            const Column* other = target->column(key.references[i]);
            if (column == nullptr || other == nullptr || agree(column->type.portable, other->type.portable)) continue;
            if (column->identity) continue;
            const std::string text = type_name(column->type);
            const std::string check = type_check(*column, schema_);
            if (!check.empty()) continue;
            column->type = Type();
            column->type.verbatim["sqlite"] = text;
        }
    }

    static bool agree(const PortableType& type, const PortableType& other) {
        const auto family = [](const PortableType& each) {
            return std::holds_alternative<String>(each) ? PortableType(Text{}).index() : each.index();
        };
        return std::holds_alternative<Verbatim>(type) || std::holds_alternative<Verbatim>(other) ||
               (family(type) == family(other) && (!std::holds_alternative<Enum>(type) || type == other));
    }

    void lift_default(Column& column) const {
        if (!column.default_expr) return;
        const Sql text = *column.default_expr;
        Column tried = column;
        const auto fits = [&] {
            const std::optional<std::string> made = default_text(tried);
            return made && Sql(without_parentheses(*made)) == text;
        };
        tried.default_expr.reset();
        for (const Value& value : literal_values(text.text, column.type)) {
            tried.default_value = value;
            if (!value_mistake(value, column, schema_).empty() || !fits()) continue;
            column = std::move(tried);
            return;
        }
        tried.default_value.reset();
        for (const char* word : {"now", "uuid"}) {
            tried.default_expr = Sql(word);
            if (!expression_mistake(*tried.default_expr, column.type).empty() || !fits()) continue;
            column = std::move(tried);
            return;
        }
    }

    static void forget_names(Table& table) {
        const auto forget = [](auto& thing) {
            if (is_unnamed(thing.name)) thing.name.clear();
        };
        if (table.primary_key) forget(*table.primary_key);
        for (Unique& each : table.uniques) forget(each);
        for (ForeignKey& each : table.foreign_keys) forget(each);
        for (Check& each : table.checks) forget(each);
    }

    Schema schema_;
};

}  // namespace

Schema lift(const Schema& reflected) {
    return Lift(reflected).run();
}

}  // namespace migrations::sqlite
