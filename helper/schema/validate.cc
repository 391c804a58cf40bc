#include "schema/validate.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/names.h"
#include "base/utf8.h"
#include "schema/findings.h"
#include "schema/names.h"
#include "schema/object_text.h"

namespace migrations {

void Findings::report(const Origin& origin, const char* rule, std::string message,
                      std::string help) {
    const bool known = !origin.path.empty() || origin.line > 0;
    diagnostics.push_back(error_at(known || !table ? origin : table->origin, rule,
                                   std::move(message), std::move(help)));
}

std::string Findings::in_table() const {
    return "table " + quoted(table->name) + ": ";
}

void Findings::check_name(const std::string& kind, const std::string& name, const Origin& origin,
                          Names& taken, const std::string& start) {
    if (name.empty()) return report(origin, "bad-name", start + kind + " without a name");
    if (name.size() > longest_name) {
        report(origin, "bad-name",
               start + kind + " " + quoted(name) + " has a name of " + std::to_string(name.size()) +
                   " bytes; at most " + std::to_string(longest_name) + " are possible");
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

namespace {

class Validator {
public:
    explicit Validator(const Schema& schema) : schema_(schema), to_{schema} {}

    Diagnostics run() {
        Names enums;
        for (const EnumType& type : schema_.enums) check_enum(type, enums);
        for (const Table& table : schema_.tables) {
            to_.check_name("table", table.name, table.origin, relations_, "");
        }
        for (const Table& table : schema_.tables) check_table(table);
        for (const Object& object : schema_.objects) check_object(object);
        check_circles(to_);
        return std::move(to_.diagnostics);
    }

private:
    void check_enum(const EnumType& type, Names& enums) {
        to_.check_name("enum", type.name, type.origin, enums, "");
        const std::string start = "enum " + quoted(type.name);
        if (type.native && schema_.table(type.name)) {
            to_.report(type.origin, "duplicate-name",
                       start + " is native and has the name of a table, which is a type already");
        }
        if (type.values.empty()) to_.report(type.origin, "enum", start + " has no values");
        std::set<std::string> seen;
        for (const std::string& value : type.values) {
            if (!seen.insert(value).second) {
                to_.report(type.origin, "enum",
                           start + " has the value " + quoted(value) + " twice");
            }
            if (value.size() > longest_name) {
                to_.report(type.origin, "enum",
                           start + " has a value of more than " + std::to_string(longest_name) +
                               " bytes: " + quoted(value));
            }
        }
    }

    void check_table(const Table& table) {
        to_.table = &table;
        if (table.columns.empty()) {
            to_.report(table.origin, "empty-table",
                       "table " + quoted(table.name) + " has no columns");
        }
        Names columns;
        for (const Column& column : table.columns) {
            to_.check_name("column", column.name, column.origin, columns, to_.in_table());
            check_column(column, to_);
        }
        Names constraints;
        if (table.primary_key) {
            const PrimaryKey& key = *table.primary_key;
            to_.check_name("primary key", key.name, key.origin, constraints, to_.in_table());
            check_primary_key(key, to_);
        }
        for (const Unique& each : table.uniques) {
            to_.check_name("unique", each.name, each.origin, constraints, to_.in_table());
            check_unique(each, to_);
        }
        for (const ForeignKey& each : table.foreign_keys) {
            to_.check_name("foreign key", each.name, each.origin, constraints, to_.in_table());
            check_foreign_key(each, to_);
        }
        for (const Check& each : table.checks) {
            to_.check_name("check", each.name, each.origin, constraints, to_.in_table());
            if (each.expression.empty()) {
                to_.report(each.origin, "empty-expression",
                           to_.in_table() + "check " + quoted(each.name) + " has no expression");
            }
        }
        for (const Exclude& each : table.excludes) {
            to_.check_name("exclude", each.name, each.origin, constraints, to_.in_table());
            if (each.expression.empty()) {
                to_.report(each.origin, "empty-expression",
                           to_.in_table() + "exclude " + quoted(each.name) + " has no expression");
            }
        }
        for (const Index& each : table.indexes) {
            // Indexes share their names with tables, in both databases.
            to_.check_name("index", each.name, each.origin, relations_, to_.in_table());
            check_index(each, to_);
        }
        if (table.without_rowid && !table.primary_key) {
            to_.report(table.origin, "primary-key",
                       "table " + quoted(table.name) + " is without_rowid and needs a primary key");
        }
        to_.table = nullptr;
    }

    void check_object(const Object& object) {
        const std::string what = words_of(key_of(object));
        const std::string kind = to_string(object.kind);
        // What PostgreSQL alone has may differ in letter case only.
        const bool exact = object.kind == ObjectKind::domain || object.kind == ObjectKind::function ||
                           object.kind == ObjectKind::procedure || object.kind == ObjectKind::extension;
        Names& taken = is_relation(object.kind) ? relations_
                                                : others_[kind + " of " + object.table + (exact ? " " + object.name : "")];
        to_.check_name(kind, object.name, object.origin, taken, "");
        if (object.sql.empty()) {
            to_.report(object.origin, "empty-expression", what + " has no 'sql'");
        } else if (const std::string mistake = statement_mistake(object); !mistake.empty()) {
            to_.report(object.origin, "object", what + ": " + mistake);
        }
        if (object.kind == ObjectKind::sequence) check_sequence(object);
        const bool is_trigger = object.kind == ObjectKind::trigger;
        if (is_trigger == object.table.empty()) {
            to_.report(object.origin, "object",
                       is_trigger ? what + " needs 'table', which it is on"
                                  : "only a trigger has a 'table'; " + what + " has one");
        } else if (is_trigger && !has_relation(object.table)) {
            const std::string near = did_you_mean(object.table, names_in(schema_.tables));
            to_.report(object.origin, "object",
                       what + ": there is no table " + quoted(object.table) +
                           (near.empty() ? "" : "; " + near));
        }
    }

    void check_sequence(const Object& sequence) {
        const SequenceText text = sequence_text(sequence.sql.in("postgresql"));
        if (const std::string mistake = sequence_mistake(text); !mistake.empty()) {
            to_.report(sequence.origin, "object", words_of(key_of(sequence)) + ": " + mistake);
        }
        const SequenceOwner owner = owner_of(text);
        if (owner.column.empty()) return;
        const Table* table = schema_.table(owner.table);
        if (table != nullptr && table->column(owner.column) != nullptr) return;
        const std::string near = table == nullptr ? did_you_mean(owner.table, names_in(schema_.tables))
                                                  : did_you_mean(owner.column, names_in(table->columns));
        to_.report(sequence.origin, "object",
                   words_of(key_of(sequence)) + " is owned by " + text.owner + ": there is no " +
                       (table == nullptr ? "table " + quoted(owner.table) : "column " + quoted(owner.column)) +
                       (near.empty() ? "" : "; " + near));
    }

    bool has_relation(const std::string& name) const {
        return schema_.table(name) != nullptr ||
               std::any_of(schema_.objects.begin(), schema_.objects.end(), [&](const Object& each) {
                   return is_relation(each.kind) && each.name == name;
               });
    }

    const Schema& schema_;
    Findings to_;
    Names relations_;                      // tables, indexes, views and the like
    std::map<std::string, Names> others_;  // of each other kind of object
};

}  // namespace

Diagnostics validate(const Schema& schema) {
    return Validator(schema).run();
}

}  // namespace migrations
