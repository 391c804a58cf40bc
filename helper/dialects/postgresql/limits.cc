#include "dialects/postgresql/limits.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/names.h"
#include "dialects/postgresql/collation.h"
#include "dialects/postgresql/traits.h"
#include "dialects/postgresql/types.h"
#include "schema/names.h"

namespace migrations::postgresql {

namespace {

constexpr const char* rule = "postgresql";

struct Named {
    std::string what;  // "unique of table 'users'"
    std::string name;
};

std::string of_table(const std::string& kind, const Table& table) {
    return kind + " of table '" + table.name + "'";
}

// Everything that shares the name space of relations and has the name that we give it.
std::vector<Named> relations_of(const Table& table) {
    std::vector<Named> names = {{"table", table.name}};
    if (table.primary_key)
        names.push_back({of_table("primary key", table), table.primary_key->name});
    for (const Unique& each : table.uniques)
        names.push_back({of_table("unique", table), each.name});
    for (const Exclude& each : table.excludes) {
        if (each.exists_in(dialect_name)) names.push_back({of_table("exclude", table), each.name});
    }
    for (const Index& each : table.indexes) {
        if (each.exists_in(dialect_name)) names.push_back({of_table("index", table), each.name});
    }
    return names;
}

std::vector<Named> constraints_of(const Table& table, const Schema& schema) {
    std::vector<Named> names;
    if (table.primary_key) names.push_back({"primary key", table.primary_key->name});
    for (const Unique& each : table.uniques) names.push_back({"unique", each.name});
    for (const Exclude& each : table.excludes) {
        if (each.exists_in(dialect_name)) names.push_back({"exclude", each.name});
    }
    for (const ForeignKey& each : table.foreign_keys) names.push_back({"foreign key", each.name});
    for (const Check& each : table.checks) {
        if (each.exists_in(dialect_name)) names.push_back({"check", each.name});
    }
    for (const Check& each : enum_checks(table, schema))
        names.push_back({"CHECK of an enum column", each.name});
    return names;
}

std::set<std::string> names_of(const std::vector<Named>& things) {
    std::set<std::string> names;
    for (const Named& each : things) names.insert(each.name);
    return names;
}

}  // namespace

void Limits::check_name(const std::string& what, const std::string& name) {
    if (name.size() <= longest_name) return;
    writer_.problem(rule,
                    "the name '" + name + "' of the " + what + " has " +
                        std::to_string(name.size()) + " bytes; PostgreSQL allows " +
                        std::to_string(longest_name),
                    "give it a shorter name");
}

void Limits::check_table(const Table* before, const Table* now, const Schema& after) {
    check_relations(before, now, after);
    if (now == nullptr) return;
    check_columns(before, *now, after);
    check_constraints(before, *now, after);
    const EnumType* type = after.enum_type(now->name);
    if (type != nullptr && type->native && (before == nullptr || before->name != now->name)) {
        writer_.problem(rule, "table '" + now->name + "' has the name of a native enum",
                        "in PostgreSQL each table is a type too: give one of them another name");
    }
}

void Limits::check_columns(const Table* before, const Table& now, const Schema& after) {
    for (const Column& column : now.columns) {
        const Column* old = before == nullptr ? nullptr : before->column(column.name);
        if (old != nullptr && *old == column) continue;
        const std::string name = "'" + now.name + "." + column.name + "'";
        if (old == nullptr) check_name("column", column.name);
        const std::string type = type_name(column.type, after);
        if (type.empty()) {
            writer_.problem(rule, "the type of column " + name + " has no text for postgresql",
                            "add postgresql = \"...\" to the type");
        }
        const auto need_text = [&](const Sql& sql, const std::string& what) {
            if (!sql.is_for_others(dialect_name)) return;
            writer_.problem(rule, "the " + what + " of column " + name + " has no text for postgresql",
                            "give it a text of its own: { sqlite = \"...\", postgresql = \"...\" }");
        };
        if (column.default_expr) need_text(*column.default_expr, "default");
        if (column.generated) need_text(column.generated->expression, "expression");
        if (column.generated && !column.generated->stored) {
            writer_.problem(
                rule, "column " + name + " is generated and not stored, which PostgreSQL 15 lacks",
                "take `stored = false` away");
        }
        const std::string collation = collation_of(column);
        if (!collation.empty() && !is_collatable(without_collation(type))) {
            writer_.problem(rule,
                            "column " + name + " is of type '" + type + "' and has the collation '" + collation +
                                "', which PostgreSQL has for texts only",
                            "take it away, or say that it is for SQLite: collation = { sqlite = \"...\" }");
        }
        if (column.identity && type != "smallint" && type != "integer" && type != "bigint") {
            writer_.problem(rule, "column " + name + " is an identity and of type '" + type + "'",
                            "an identity is an int16, int32 or int64");
        }
    }
}

void Limits::check_constraints(const Table* before, const Table& now, const Schema& after) {
    const std::set<std::string> old =
        before == nullptr ? std::set<std::string>() : names_of(constraints_of(*before, after));
    std::map<std::string, std::string> found;
    for (const Named& each : constraints_of(now, after)) {
        const auto [first, fresh] = found.emplace(each.name, each.what);
        if (!fresh) {
            writer_.problem(rule,
                            "'" + each.name + "' names two constraints of table '" + now.name +
                                "': a " + first->second + " and a " + each.what,
                            "give one of them another name");
        }
        // Keys are relations too, and looked at there.
        const bool key = each.what == "primary key" || each.what == "unique" || each.what == "exclude";
        if (!key && old.count(each.name) == 0) check_name(of_table(each.what, now), each.name);
    }
}

void Limits::count(const Table& table, int by) {
    for (const Named& each : relations_of(table)) relations_[each.name] += by;
    // The server finds another name for a sequence when this one is taken.
    for (const Column& each : table.columns) {
        if (each.identity) relations_[sequence_name(table.name, each.name)] += by;
    }
}

void Limits::check_relations(const Table* before, const Table* now, const Schema& after) {
    const std::vector<Named> wanted = now == nullptr ? std::vector<Named>() : relations_of(*now);
    const std::set<std::string> old =
        before == nullptr ? std::set<std::string>() : names_of(relations_of(*before));
    if (counted_) {
        if (before != nullptr) count(*before, -1);
        if (now != nullptr) count(*now, 1);
    }
    for (const Named& each : wanted) {
        if (old.count(each.name) != 0) continue;
        check_name(each.what, each.name);
        if (!counted_) {
            relations_.clear();
            for (const Table& table : after.tables) count(table, 1);
            counted_ = true;
        }
        if (relations_[each.name] > 1) {
            writer_.problem(rule, "the name '" + each.name + "' of the " + each.what + " is taken",
                            "tables, indexes, keys and sequences share one space of names in "
                            "PostgreSQL: choose "
                            "another");
        }
    }
}

void Limits::check_enum(const EnumType* before, const EnumType* now, const Schema& after) {
    if (now == nullptr || !now->native) return;
    const bool fresh = before == nullptr || !before->native;
    if (fresh || before->name != now->name) {
        check_name("enum", now->name);
        if (after.table(now->name) != nullptr) {
            writer_.problem(
                rule, "enum '" + now->name + "' has the name of a table",
                "in PostgreSQL each table is a type too: give one of them another name");
        }
    }
    for (const std::string& value : now->values) {
        const bool known = !fresh && std::find(before->values.begin(), before->values.end(),
                                               value) != before->values.end();
        if (!known) check_name("value of enum '" + now->name + "'", value);
    }
}

}  // namespace migrations::postgresql
