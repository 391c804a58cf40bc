#include "operations/enum_type.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/names.h"
#include "operations/kinds.h"
#include "operations/lookup.h"
#include "operations/place.h"
#include "operations/question.h"
#include "operations/words.h"
#include "schema/domain_type.h"

namespace migrations {
namespace {

bool contains(const std::vector<std::string>& values, const std::string& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

// `visitor(table, column)` for each column of the enum.
template <class SchemaType, class Visitor>
void for_each_column(SchemaType& schema, const std::string& type, const Visitor& visitor) {
    for (auto& table : schema.tables) {
        for (auto& column : table.columns) {
            const auto* named = std::get_if<Enum>(&column.type.portable);
            if (named && named->name == type) visitor(table, column);
        }
    }
}

const std::string* default_of(const Column& column) {
    return column.default_value ? std::get_if<std::string>(&*column.default_value) : nullptr;
}

std::string values_mistake(const std::string& type, const std::vector<std::string>& values) {
    if (values.empty()) return "enum " + quoted(type) + " has no values";
    std::set<std::string> seen;
    for (const std::string& value : values) {
        if (!seen.insert(value).second) {
            return "enum " + quoted(type) + " has the value " + quoted(value) + " twice";
        }
    }
    return "";
}

// What the rows that have `value` get, or nothing when there must not be any.
std::optional<std::string> successor(const AlterEnum& change, const std::string& value) {
    for (const auto* map : {&change.renamed_values, &change.replaced_values}) {
        const auto entry = map->find(value);
        if (entry != map->end()) return entry->second;
    }
    if (contains(change.values, value)) return value;
    return std::nullopt;
}

std::string renames_mistake(const AlterEnum& change, const EnumType& old) {
    const std::string start = "alter_enum of " + quoted(change.type) + ": ";
    std::set<std::string> targets;
    for (const auto& [from, to] : change.renamed_values) {
        if (!contains(old.values, from)) return start + "there is no value " + quoted(from);
        if (!contains(change.values, to)) {
            return start + quoted(from) + " is renamed to " + quoted(to) +
                   ", which is not in 'values'";
        }
        if (!targets.insert(to).second) {
            return start + "two values are renamed to " + quoted(to);
        }
        if (contains(old.values, to) && !change.renamed_values.contains(to)) {
            return start + quoted(from) + " is renamed to " + quoted(to) +
                   ", which exists; 'replaced_values' merges two values";
        }
    }
    for (const auto& [from, to] : change.replaced_values) {
        if (!contains(old.values, from)) return start + "there is no value " + quoted(from);
        if (change.renamed_values.contains(from)) {
            return start + quoted(from) + " is both renamed and replaced";
        }
        if (contains(change.values, from)) {
            return start + quoted(from) + " is replaced, but is still in 'values'";
        }
        if (!contains(change.values, to) && to != open_question) {
            return start + quoted(from) + " is replaced by " + quoted(to) +
                   ", which is not in 'values'";
        }
    }
    return "";
}

std::string list_words(const std::vector<std::string>& values) {
    return "(" + join(values, ", ") + ")";
}

}  // namespace

// ---- create_enum ----

std::string carry_out(const CreateEnum& change, const Origin& origin, Schema& schema) {
    std::string problem = enum_name_taken(schema, change.type.name);
    if (problem.empty()) problem = values_mistake(change.type.name, change.type.values);
    if (problem.empty()) schema.enums.push_back(placed(change.type, origin));
    return problem;
}

void undo(const CreateEnum& change, const Schema&, Reverse& to) {
    to.operations.emplace_back(DropEnum{change.type.name});
}

std::string summary_of(const CreateEnum& change) {
    return std::string("create ") + (change.type.native ? "native " : "") + "enum " +
           change.type.name + " " + list_words(change.type.values);
}

Subject subject_of(const CreateEnum& change) {
    return {"", "enum " + change.type.name};
}

// ---- drop_enum ----

std::string carry_out(const DropEnum& change, const Origin&, Schema& schema) {
    if (!schema.enum_type(change.type)) return no_enum(schema, change.type);
    std::string user;
    for_each_column(schema, change.type, [&](const Table& table, const Column& column) {
        user = quoted(table.name + "." + column.name);
    });
    if (!user.empty()) return "enum " + quoted(change.type) + " is used by column " + user;
    std::erase_if(schema.enums, [&](const EnumType& each) { return each.name == change.type; });
    return "";
}

void undo(const DropEnum& change, const Schema& before, Reverse& to) {
    to.operations.emplace_back(CreateEnum{*before.enum_type(change.type)});
}

std::string summary_of(const DropEnum& change) {
    return "drop enum " + change.type;
}
Subject subject_of(const DropEnum& change) {
    return {"", "enum " + change.type};
}

// ---- rename_enum ----

std::string carry_out(const RenameEnum& change, const Origin&, Schema& schema) {
    EnumType* type = schema.enum_type(change.from);
    if (!type) return no_enum(schema, change.from);
    if (!equals_ignoring_case(change.from, change.to)) {
        const std::string problem = enum_name_taken(schema, change.to);
        if (!problem.empty()) return problem;
    }
    type->name = change.to;
    for_each_column(schema, change.from,
                    [&](Table&, Column& column) { column.type.portable = Enum{change.to}; });
    for (Object& each : schema.objects) {
        if (each.kind != ObjectKind::domain) continue;
        if (!each.sql.text.empty()) each.sql.text = with_renamed_type(each.sql.text, change.from, change.to);
        const auto own = each.sql.by_dialect.find("postgresql");
        if (own != each.sql.by_dialect.end()) own->second = with_renamed_type(own->second, change.from, change.to);
    }
    return "";
}

void undo(const RenameEnum& change, const Schema&, Reverse& to) {
    to.operations.emplace_back(RenameEnum{change.to, change.from});
}

std::string summary_of(const RenameEnum& change) {
    return "rename enum " + change.from + " to " + change.to;
}

Subject subject_of(const RenameEnum& change) {
    return {"", "enum " + change.from};
}

// ---- alter_enum ----

std::vector<std::string> lost_values(const AlterEnum& change, const EnumType& before) {
    std::vector<std::string> lost;
    for (const std::string& value : before.values) {
        if (!contains(change.values, value) && !change.renamed_values.contains(value)) {
            lost.push_back(value);
        }
    }
    return lost;
}

std::string carry_out(const AlterEnum& change, const Origin&, Schema& schema) {
    EnumType* type = schema.enum_type(change.type);
    if (!type) return no_enum(schema, change.type);
    std::string problem = values_mistake(change.type, change.values);
    if (problem.empty()) problem = renames_mistake(change, *type);
    for_each_column(schema, change.type, [&](const Table& table, const Column& column) {
        const std::string* value = default_of(column);
        if (!problem.empty() || !value || successor(change, *value)) return;
        problem = "alter_enum of " + quoted(change.type) + ": " + quoted(*value) +
                  " is the default of column " + quoted(table.name + "." + column.name);
    });
    if (!problem.empty()) return problem;

    for_each_column(schema, change.type, [&](Table&, Column& column) {
        if (const std::string* value = default_of(column)) {
            column.default_value = *successor(change, *value);
        }
    });
    type->values = change.values;
    if (change.native) type->native = *change.native;
    return "";
}

void undo(const AlterEnum& change, const Schema& before, Reverse& to) {
    const EnumType& old = *before.enum_type(change.type);
    AlterEnum back;
    back.type = change.type;
    back.values = old.values;
    if (change.native) back.native = old.native;
    for (const auto& [from, target] : change.renamed_values) back.renamed_values[target] = from;
    for (const auto& [from, target] : change.replaced_values) {
        to.lost.emplace_back(to.operations.size(),
                             "value " + quoted(from) + " of enum " + change.type);
        // A value that is new goes back to the one it replaced; one that was there before stays.
        if (!contains(old.values, target) && !back.renamed_values.contains(target)) {
            back.replaced_values.emplace(target, from);
        }
    }
    to.operations.emplace_back(back);

    for_each_column(before, change.type, [&](const Table& table, const Column& column) {
        const std::string* value = default_of(column);
        if (!value || successor(back, *successor(change, *value)) == *value) return;
        AlterColumn restore;
        restore.table = table.name;
        restore.column = column.name;
        restore.default_value = column.default_value;
        to.operations.emplace_back(std::move(restore));
    });
}

std::string summary_of(const AlterEnum& change) {
    std::string words = "alter enum " + change.type + ": " + list_words(change.values);
    for (const auto& [from, to] : change.renamed_values) words += ", " + from + " becomes " + to;
    for (const auto& [from, to] : change.replaced_values) {
        words += ", " + from + " is replaced by " + to;
    }
    if (change.native) words += *change.native ? ", native" : ", not native";
    return words;
}

Subject subject_of(const AlterEnum& change) {
    return {"", "enum " + change.type};
}

}  // namespace migrations
