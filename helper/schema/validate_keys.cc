#include <cstddef>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/names.h"
#include "schema/findings.h"
#include "schema/keys.h"

namespace migrations {
namespace {

// False when one of them does not exist.
bool check_columns_of(const Table& table, const std::string& what,
                      const std::vector<std::string>& columns, const Origin& origin, Findings& to) {
    if (columns.empty()) {
        to.report(origin, "missing-column", to.in_table() + what + " has no columns");
    }
    bool all = true;
    std::set<std::string> seen;
    for (const std::string& name : columns) {
        if (!seen.insert(name).second) {
            to.report(origin, "duplicate-name",
                      to.in_table() + what + " names column " + quoted(name) + " twice");
        }
        if (table.column(name)) continue;
        all = false;
        const std::string near = did_you_mean(name, names_in(table.columns));
        to.report(origin, "missing-column",
                  to.in_table() + what + ": " +
                      (&table == to.table ? "there is no column "
                                          : "table " + quoted(table.name) + " has no column ") +
                      quoted(name) + (near.empty() ? "" : "; " + near));
    }
    return all;
}

bool check_columns(const std::string& what, const std::vector<std::string>& columns,
                   const Origin& origin, Findings& to) {
    return check_columns_of(*to.table, what, columns, origin, to);
}

// Both databases compare integers of any width with one another, and texts of any length.
void check_same_type(const ForeignKey& key, const Column& column, const Column& other,
                     Findings& to) {
    const PortableType& type = column.type.portable;
    const PortableType& target = other.type.portable;
    if (std::holds_alternative<Verbatim>(type) || std::holds_alternative<Verbatim>(target)) {
        return;
    }
    const auto family = [](const PortableType& each) {
        return std::holds_alternative<String>(each) ? PortableType(Text{}).index() : each.index();
    };
    const Enum* named = std::get_if<Enum>(&type);
    if (family(type) == family(target) && (!named || type == target)) return;
    to.report(key.origin, "foreign-key",
              to.in_table() + "foreign key " + quoted(key.name) + ": column " +
                  quoted(column.name) + " is " + to_string(type) + ", but " + key.table + "." +
                  other.name + " is " + to_string(target));
}

}  // namespace

void check_primary_key(const PrimaryKey& key, Findings& to) {
    check_columns("primary key", key.columns, key.origin, to);
    for (const std::string& name : key.columns) {
        const Column* column = to.table->column(name);
        if (column && !can_be_in_primary_key(*column)) {
            to.report(column->origin, "primary-key",
                      to.in_table() + "column " + quoted(name) +
                          " is in the primary key and cannot be null");
        }
    }
}

void check_unique(const Unique& unique, Findings& to) {
    check_columns("unique " + quoted(unique.name), unique.columns, unique.origin, to);
}

void check_foreign_key(const ForeignKey& key, Findings& to) {
    const std::string what = "foreign key " + quoted(key.name);
    const bool own = check_columns(what, key.columns, key.origin, to);
    const Table* target = to.schema.table(key.table);
    if (!target) {
        const std::string near = did_you_mean(key.table, names_in(to.schema.tables));
        return to.report(key.origin, "foreign-key",
                         to.in_table() + what + ": there is no table " + quoted(key.table) +
                             (near.empty() ? "" : "; " + near));
    }
    const bool others = check_columns_of(*target, what, key.references, key.origin, to);
    if (key.columns.size() != key.references.size()) {
        return to.report(key.origin, "foreign-key",
                         to.in_table() + what + " has " + count_of(key.columns.size(), "column") +
                             " and refers to " + std::to_string(key.references.size()));
    }
    if (!own || !others || key.columns.empty()) return;
    if (!has_key(*target, key.references)) {
        to.report(key.origin, "foreign-key",
                  to.in_table() + what + " refers to " + target->name + " (" +
                      join(key.references, ", ") + "), " + why_no_key(*target, key.references));
    }
    for (std::size_t i = 0; i < key.columns.size(); ++i) {
        check_same_type(key, *to.table->column(key.columns[i]), *target->column(key.references[i]),
                        to);
    }
}

void check_index(const Index& index, Findings& to) {
    const std::string what = "index " + quoted(index.name);
    std::vector<std::string> columns;
    for (const IndexKey& key : index.keys) {
        if (key.column.empty() == key.expression.empty()) {
            to.report(index.origin, "missing-column",
                      to.in_table() + what + " needs either 'column' or 'expression' for each key");
        } else if (!key.column.empty()) {
            columns.push_back(key.column);
        }
    }
    if (!columns.empty() || index.keys.empty()) check_columns(what, columns, index.origin, to);
    if (!index.include.empty()) {
        check_columns("'include' of " + what, index.include, index.origin, to);
    }
    if (index.nulls_not_distinct && !index.unique) {
        to.report(index.origin, "index",
                  to.in_table() + what + " is nulls_not_distinct, but not unique");
    }
    if (index.where && index.where->empty()) {
        to.report(index.origin, "empty-expression", to.in_table() + what + " has an empty 'where'");
    }
}

}  // namespace migrations
