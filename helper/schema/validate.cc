#include "schema/validate.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "base/names.h"
#include "base/sql_text.h"
#include "base/utf8.h"
#include "schema/default_value.h"
#include "schema/keys.h"
#include "schema/names.h"

namespace migrations {
namespace {

std::string quoted(std::string_view name) {
    return "'" + std::string(name) + "'";
}

template <class Vector>
std::vector<std::string> names_in(const Vector& things) {
    std::vector<std::string> names;
    for (const auto& each : things) names.push_back(each.name);
    return names;
}

// The names of one kind of thing that have occurred; SQLite does not tell letter case apart.
using Names = std::map<std::string, std::string>;  // in lower case -> as written

class Validator {
public:
    explicit Validator(const Schema& schema) : schema_(schema) {}

    Diagnostics run() {
        Names enums;
        for (const EnumType& type : schema_.enums) check_enum(type, enums);
        for (const Table& table : schema_.tables) {
            check_name("table", table.name, table.origin, relations_, "");
        }
        for (const Table& table : schema_.tables) check_table(table);
        table_ = nullptr;
        for (const Object& object : schema_.objects) check_object(object);
        return std::move(diagnostics_);
    }

private:
    void report(const Origin& origin, const char* rule, std::string message,
                std::string help = {}) {
        const bool known = !origin.path.empty() || origin.line > 0;
        diagnostics_.push_back(error_at(known || !table_ ? origin : table_->origin, rule,
                                        std::move(message), std::move(help)));
    }

    // "table 'users': " before what belongs to a table.
    std::string in_table() const { return "table " + quoted(table_->name) + ": "; }

    void check_name(const std::string& kind, const std::string& name, const Origin& origin,
                    Names& taken, const std::string& start) {
        if (name.empty()) return report(origin, "bad-name", start + kind + " without a name");
        if (name.size() > longest_name) {
            report(origin, "bad-name",
                   start + kind + " " + quoted(name) + " has a name of " +
                       std::to_string(name.size()) + " bytes; at most " +
                       std::to_string(longest_name) + " are possible");
        }
        if (escape_controls(name) != name) {
            report(origin, "bad-name",
                   start + kind + " " + quoted(escape_controls(name)) +
                       " has a control character in its name");
        }
        const auto [first, is_new] = taken.emplace(lower(name), name);
        if (is_new) return;
        if (first->second == name) {
            report(origin, "duplicate-name", start + "two things are named " + quoted(name));
        } else {
            report(origin, "duplicate-name",
                   start + quoted(first->second) + " and " + quoted(name) +
                       " differ only in letter case, which SQLite does not tell apart");
        }
    }

    void check_enum(const EnumType& type, Names& enums) {
        check_name("enum", type.name, type.origin, enums, "");
        const std::string start = "enum " + quoted(type.name);
        if (type.native && schema_.table(type.name)) {
            report(type.origin, "duplicate-name",
                   start + " is native and has the name of a table, which is a type already");
        }
        if (type.values.empty()) report(type.origin, "enum", start + " has no values");
        std::set<std::string> seen;
        for (const std::string& value : type.values) {
            if (!seen.insert(value).second) {
                report(type.origin, "enum", start + " has the value " + quoted(value) + " twice");
            }
            if (value.size() > longest_name) {
                report(type.origin, "enum",
                       start + " has a value of more than " + std::to_string(longest_name) +
                           " bytes: " + quoted(value));
            }
        }
    }

    void check_table(const Table& table) {
        table_ = &table;
        if (table.columns.empty()) {
            report(table.origin, "empty-table", "table " + quoted(table.name) + " has no columns");
        }
        Names columns;
        for (const Column& column : table.columns) {
            check_name("column", column.name, column.origin, columns, in_table());
            check_column(column);
        }
        Names constraints;
        if (table.primary_key) check_primary_key(*table.primary_key, constraints);
        for (const Unique& each : table.uniques) {
            check_name("unique", each.name, each.origin, constraints, in_table());
            check_columns("unique " + quoted(each.name), each.columns, each.origin);
        }
        for (const ForeignKey& each : table.foreign_keys) {
            check_name("foreign key", each.name, each.origin, constraints, in_table());
            check_foreign_key(each);
        }
        for (const Check& each : table.checks) {
            check_name("check", each.name, each.origin, constraints, in_table());
            if (each.expression.empty()) {
                report(each.origin, "empty-expression",
                       in_table() + "check " + quoted(each.name) + " has no expression");
            }
        }
        for (const Exclude& each : table.excludes) {
            check_name("exclude", each.name, each.origin, constraints, in_table());
            if (each.expression.empty()) {
                report(each.origin, "empty-expression",
                       in_table() + "exclude " + quoted(each.name) + " has no expression");
            }
        }
        for (const Index& each : table.indexes) {
            // Indexes share their names with tables, in both databases.
            check_name("index", each.name, each.origin, relations_, in_table());
            check_index(each);
        }
        if (table.without_rowid && !table.primary_key) {
            report(table.origin, "primary-key",
                   "table " + quoted(table.name) + " is without_rowid and needs a primary key");
        }
        table_ = nullptr;
    }

    // ---- columns ----

    void check_column(const Column& column) {
        const std::string start = in_table() + "column " + quoted(column.name);
        check_type(column, start);
        if (column.default_value && column.default_expr) {
            report(column.origin, "default", start + " has both 'default' and 'default_expr'");
        }
        const bool has_default = column.default_value || column.default_expr;
        if (column.default_value) {
            const bool is_null = std::holds_alternative<Null>(*column.default_value);
            const std::string mistake =
                is_null && !column.null
                    ? "is NULL, but the column is not null = true"
                    : value_mistake(*column.default_value, column.type, schema_);
            if (!mistake.empty()) {
                report(column.origin, "default", start + ": the default " + mistake);
            }
        }
        if (column.default_expr && column.default_expr->empty()) {
            report(column.origin, "empty-expression", start + " has an empty 'default_expr'");
        }
        const std::string misfit =
            column.default_expr ? expression_mistake(*column.default_expr, column.type) : "";
        if (!misfit.empty()) {
            report(column.origin, "default", start + ": the default_expr " + misfit);
        }
        if (column.generated) check_generated(column, has_default, start);
        check_identity(column, has_default, start);
    }

    void check_type(const Column& column, const std::string& start) {
        if (std::holds_alternative<Verbatim>(column.type.portable) &&
            column.type.verbatim.empty()) {
            report(column.origin, "unknown-type", start + " has no type");
        }
        const Enum* named = std::get_if<Enum>(&column.type.portable);
        if (named && !schema_.enum_type(named->name)) {
            const std::string near = did_you_mean(named->name, names_in(schema_.enums));
            report(column.origin, "unknown-enum",
                   start + ": there is no enum " + quoted(named->name) +
                       (near.empty() ? "" : "; " + near));
        }
    }

    void check_generated(const Column& column, bool has_default, const std::string& start) {
        if (has_default) {
            report(column.origin, "generated", start + " is generated and cannot have a default");
        }
        const Sql& expression = column.generated->expression;
        if (expression.empty()) {
            report(column.origin, "empty-expression", start + " is generated from nothing");
        }
        std::vector<std::string> names = identifiers_in(expression.text);
        for (const auto& [dialect, text] : expression.by_dialect) {
            const std::vector<std::string> more = identifiers_in(text);
            names.insert(names.end(), more.begin(), more.end());
        }
        if (std::any_of(names.begin(), names.end(), [&](const std::string& name) {
                return equals_ignoring_case(name, column.name);
            })) {
            report(column.origin, "generated", start + " is generated from itself");
        }
    }

    void check_identity(const Column& column, bool has_default, const std::string& start) {
        const bool is_integer = std::holds_alternative<Integer>(column.type.portable);
        if (column.identity) {
            if (!is_integer) {
                report(column.origin, "identity", start + " is identity, but no integer");
            }
            if (has_default || column.generated) {
                report(column.origin, "identity",
                       start + " is identity and cannot have a default or be generated");
            }
            if (column.null) {
                report(column.origin, "identity", start + " is identity and cannot be null");
            }
            if (is_integer) check_sequence(column, start);
        }
        if (!column.autoincrement) return;
        const bool is_key =
            table_->primary_key && table_->primary_key->columns == std::vector{column.name};
        if (!is_integer || !is_key) {
            report(column.origin, "identity",
                   start + " is autoincrement, but not the integer primary key");
        }
        if (table_->without_rowid) {
            report(column.origin, "identity",
                   start + " is autoincrement, which a without_rowid table cannot have");
        }
    }

    // The options of an identity against one another and against what the type can hold.
    void check_sequence(const Column& column, const std::string& start) {
        const Identity& identity = column.identity;
        const auto wrong = [&](const std::string& what) {
            report(column.origin, "identity", start + ": " + what);
        };
        if (identity.increment == std::int64_t{0}) wrong("the increment of its identity is 0");
        if (identity.cache && *identity.cache < 1) wrong("the cache of its identity is less than 1");
        const int bits = std::get<Integer>(column.type.portable).bits;
        const std::int64_t largest = std::numeric_limits<std::int64_t>::max() >> (64 - bits);
        const std::int64_t least = -largest - 1;
        const auto check_range = [&](const char* name, std::optional<std::int64_t> value) {
            if (!value || (*value >= least && *value <= largest)) return;
            wrong("the " + std::string(name) + " of its identity, " + std::to_string(*value) +
                  ", does not fit " + to_string(column.type.portable));
        };
        check_range("start", identity.start);
        check_range("min", identity.min);
        check_range("max", identity.max);
        const bool down = identity.counts_down();
        const std::int64_t min = identity.min.value_or(down ? least : 1);
        const std::int64_t max = identity.max.value_or(down ? -1 : largest);
        if (min >= max) {
            wrong("the min of its identity, " + std::to_string(min) + ", is not less than its max, " +
                  std::to_string(max));
        } else if (identity.start && (*identity.start < min || *identity.start > max)) {
            wrong("the start of its identity, " + std::to_string(*identity.start) +
                  ", is not between " + std::to_string(min) + " and " + std::to_string(max));
        }
    }

    // ---- keys ----

    // Of `table_`. False when one of them does not exist.
    bool check_columns(const std::string& what, const std::vector<std::string>& columns,
                       const Origin& origin) {
        return check_columns_of(*table_, what, columns, origin);
    }

    bool check_columns_of(const Table& table, const std::string& what,
                          const std::vector<std::string>& columns, const Origin& origin) {
        if (columns.empty()) {
            report(origin, "missing-column", in_table() + what + " has no columns");
        }
        bool all = true;
        std::set<std::string> seen;
        for (const std::string& name : columns) {
            if (!seen.insert(name).second) {
                report(origin, "duplicate-name",
                       in_table() + what + " names column " + quoted(name) + " twice");
            }
            if (table.column(name)) continue;
            all = false;
            const std::string near = did_you_mean(name, names_in(table.columns));
            report(origin, "missing-column",
                   in_table() + what + ": " +
                       (&table == table_ ? "there is no column "
                                         : "table " + quoted(table.name) + " has no column ") +
                       quoted(name) + (near.empty() ? "" : "; " + near));
        }
        return all;
    }

    void check_primary_key(const PrimaryKey& key, Names& constraints) {
        check_name("primary key", key.name, key.origin, constraints, in_table());
        check_columns("primary key", key.columns, key.origin);
        for (const std::string& name : key.columns) {
            const Column* column = table_->column(name);
            if (column && !can_be_in_primary_key(*column)) {
                report(column->origin, "primary-key",
                       in_table() + "column " + quoted(name) +
                           " is in the primary key and cannot be null");
            }
        }
    }

    void check_index(const Index& index) {
        const std::string what = "index " + quoted(index.name);
        std::vector<std::string> columns;
        for (const IndexKey& key : index.keys) {
            if (key.column.empty() == key.expression.empty()) {
                report(index.origin, "missing-column",
                       in_table() + what + " needs either 'column' or 'expression' for each key");
            } else if (!key.column.empty()) {
                columns.push_back(key.column);
            }
        }
        if (!columns.empty() || index.keys.empty()) check_columns(what, columns, index.origin);
        if (!index.include.empty()) {
            check_columns("'include' of " + what, index.include, index.origin);
        }
        if (index.nulls_not_distinct && !index.unique) {
            report(index.origin, "index",
                   in_table() + what + " is nulls_not_distinct, but not unique");
        }
        if (index.where && index.where->empty()) {
            report(index.origin, "empty-expression", in_table() + what + " has an empty 'where'");
        }
    }

    void check_foreign_key(const ForeignKey& key) {
        const std::string what = "foreign key " + quoted(key.name);
        const bool own = check_columns(what, key.columns, key.origin);
        const Table* target = schema_.table(key.table);
        if (!target) {
            const std::string near = did_you_mean(key.table, names_in(schema_.tables));
            return report(key.origin, "foreign-key",
                          in_table() + what + ": there is no table " + quoted(key.table) +
                              (near.empty() ? "" : "; " + near));
        }
        const bool others = check_columns_of(*target, what, key.references, key.origin);
        if (key.columns.size() != key.references.size()) {
            return report(key.origin, "foreign-key",
                          in_table() + what + " has " + count_of(key.columns.size(), "column") +
                              " and refers to " + std::to_string(key.references.size()));
        }
        if (!own || !others || key.columns.empty()) return;
        if (!has_key(*target, key.references)) {
            report(key.origin, "foreign-key",
                   in_table() + what + " refers to " + target->name + " (" +
                       join(key.references, ", ") + "), which is neither primary key nor unique");
        }
        for (std::size_t i = 0; i < key.columns.size(); ++i) {
            check_same_type(key, *table_->column(key.columns[i]),
                            *target->column(key.references[i]));
        }
    }

    // Both databases compare integers of any width with one another, and texts of any length.
    void check_same_type(const ForeignKey& key, const Column& column, const Column& other) {
        const PortableType& type = column.type.portable;
        const PortableType& target = other.type.portable;
        if (std::holds_alternative<Verbatim>(type) || std::holds_alternative<Verbatim>(target)) {
            return;
        }
        const auto family = [](const PortableType& each) {
            return std::holds_alternative<String>(each) ? PortableType(Text{}).index()
                                                        : each.index();
        };
        const Enum* named = std::get_if<Enum>(&type);
        if (family(type) == family(target) && (!named || type == target)) return;
        report(key.origin, "foreign-key",
               in_table() + "foreign key " + quoted(key.name) + ": column " + quoted(column.name) +
                   " is " + to_string(type) + ", but " + key.table + "." + other.name + " is " +
                   to_string(target));
    }

    // ---- what is declared by its SQL ----

    void check_object(const Object& object) {
        const std::string what = words_of(key_of(object));
        const std::string kind = to_string(object.kind);
        Names& taken = is_relation(object.kind) ? relations_ : others_[kind + " of " + object.table];
        check_name(kind, object.name, object.origin, taken, "");
        if (object.sql.empty()) {
            report(object.origin, "empty-expression", what + " has no 'sql'");
        } else if (const std::string mistake = statement_mistake(object); !mistake.empty()) {
            report(object.origin, "object", what + ": " + mistake);
        }
        const bool is_trigger = object.kind == ObjectKind::trigger;
        if (is_trigger == object.table.empty()) {
            report(object.origin, "object",
                   is_trigger ? what + " needs 'table', which it is on" : "only a trigger has a 'table'; " + what + " has one");
        } else if (is_trigger && !has_relation(object.table)) {
            const std::string near = did_you_mean(object.table, names_in(schema_.tables));
            report(object.origin, "object",
                   what + ": there is no table " + quoted(object.table) + (near.empty() ? "" : "; " + near));
        }
    }

    bool has_relation(const std::string& name) const {
        return schema_.table(name) != nullptr ||
               std::any_of(schema_.objects.begin(), schema_.objects.end(), [&](const Object& each) {
                   return is_relation(each.kind) && each.name == name;
               });
    }

    const Schema& schema_;
    const Table* table_ = nullptr;  // the one that is being checked
    Names relations_;               // tables, indexes, views and the like
    std::map<std::string, Names> others_;  // of each other kind of object
    Diagnostics diagnostics_;
};

}  // namespace

Diagnostics validate(const Schema& schema) {
    return Validator(schema).run();
}

}  // namespace migrations
