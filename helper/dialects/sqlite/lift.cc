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
    if (const Enum* named = std::get_if<Enum>(&type)) return named->name.size() <= longest_name;
    std::string problem;
    return parse_type(to_string(type), problem).has_value();
}

class Lift {
public:
    explicit Lift(const Schema& reflected) : schema_(reflected) {}

    Schema run() {
        for (Table& table : schema_.tables) {
            for (Column& column : table.columns) lift_type(table, column);
        }
        bool changed = true;
        while (changed) {
            changed = false;
            for (Table& table : schema_.tables) {
                for (const ForeignKey& key : table.foreign_keys) changed = let_agree(table, key) || changed;
            }
        }
        forget_unused_enums();
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
        // In SQLite NULL can be in a primary key, unless the key is the rowid (sqlite.org/quirks.html, section 5).
        // Only a type of SQLite's own may say so.
        const bool null_in_key = column.null && table.primary_key && contains(table.primary_key->columns, column.name);
        if (plain && !null_in_key && take_check(table, column, declared)) return;
        column.type.portable = meaning_of(declared);
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
        const auto is_taken = [&] {
            return std::any_of(schema_.enums.begin(), schema_.enums.end(),
                               [&](const EnumType& each) { return equals_ignoring_case(each.name, name); });
        };
        for (int number = 2; is_taken(); ++number) name = wanted + "_" + std::to_string(number);
        return name;
    }

    // SQLite lets a key refer to a column of any type; models do not compare what has only a type of SQLite's own. Where
    // both columns have the same values, they have one enum. True when a type was changed.
    bool let_agree(Table& table, const ForeignKey& key) {
        const Table* target = schema_.table(key.table);
        if (target == nullptr || key.columns.size() != key.references.size()) return false;
        bool changed = false;
        for (std::size_t i = 0; i < key.columns.size(); ++i) {
            Column* column = table.column(key.columns[i]);
            const Column* other = target->column(key.references[i]);
            if (column == nullptr || other == nullptr || column->identity) continue;
            if (agree(column->type.portable, other->type.portable)) continue;
            if (!share_enum(*column, *other)) keep_declared(table, *column);
            changed = true;
        }
        return changed;
    }

    // All columns of the one enum get the other.
    bool share_enum(Column& column, const Column& other) {
        const Enum* own = std::get_if<Enum>(&column.type.portable);
        const Enum* others = std::get_if<Enum>(&other.type.portable);
        if (own == nullptr || others == nullptr) return false;
        if (find_named(schema_.enums, own->name)->values != find_named(schema_.enums, others->name)->values) return false;
        const std::string kept = std::min(own->name, others->name);
        const std::string gone = std::max(own->name, others->name);
        for (Table& table : schema_.tables) {
            for (Column& each : table.columns) {
                if (each.type.portable == PortableType(Enum{gone})) each.type = Type(Enum{kept});
            }
        }
        return true;
    }

    void keep_declared(Table& table, Column& column) const {
        const std::string text = type_check(column, schema_);
        if (!text.empty()) {
            Check check;
            check.name = unnamed(text);
            check.expression = Sql(text);
            table.checks.push_back(std::move(check));
        }
        const std::string declared = type_name(column.type);
        column.type = Type();
        column.type.verbatim["sqlite"] = declared;
    }

    void forget_unused_enums() {
        std::erase_if(schema_.enums, [&](const EnumType& type) {
            return std::none_of(schema_.tables.begin(), schema_.tables.end(), [&](const Table& table) {
                return std::any_of(table.columns.begin(), table.columns.end(), [&](const Column& column) {
                    return column.type.portable == PortableType(Enum{type.name});
                });
            });
        });
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
