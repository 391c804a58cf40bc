#include "diff/taken_types.h"

#include <algorithm>
#include <vector>

#include "base/names.h"
#include "base/sql_text.h"

namespace migrations {
namespace {

bool is_new_relation(const std::string& name, const Schema& before, const Schema& after) {
    if (before.table(name) == nullptr && after.table(name) != nullptr) return true;
    return std::any_of(after.objects.begin(), after.objects.end(), [&](const Object& each) {
        return is_relation(each.kind) && each.kind != ObjectKind::sequence && each.name == name;
    });
}

std::set<std::string> taken_names(const Schema& before, const Schema& after) {
    std::set<std::string> names;
    for (const EnumType& each : before.enums) {
        if (!each.native || after.enum_type(each.name) != nullptr) continue;
        const bool becomes_domain = after.object({ObjectKind::domain, "", each.name}) != nullptr;
        if (becomes_domain || is_new_relation(each.name, before, after)) names.insert(each.name);
    }
    for (const Object& each : before.objects) {
        if (each.kind != ObjectKind::domain || after.object(key_of(each)) != nullptr) continue;
        const EnumType* type = after.enum_type(each.name);
        if ((type != nullptr && type->native) || is_new_relation(each.name, before, after)) names.insert(each.name);
    }
    return names;
}

bool is_of(const Column& column, const std::set<std::string>& types) {
    if (const auto* type = std::get_if<Enum>(&column.type.portable)) return types.contains(type->name);
    const std::string* text = column.type.verbatim_for("postgresql");
    return text != nullptr && std::any_of(types.begin(), types.end(), [&](const std::string& type) {
               return canonical_sql(*text) == canonical_sql(quote_identifier(type));
           });
}

bool is_in_primary_key(const Table& table, const std::string& column) {
    if (!table.primary_key) return false;
    const std::vector<std::string>& columns = table.primary_key->columns;
    return std::find(columns.begin(), columns.end(), column) != columns.end();
}

}  // namespace

TakenTypes taken_types(const Schema& before, const Schema& after) {
    TakenTypes taken;
    taken.names = taken_names(before, after);
    if (taken.names.empty()) return taken;
    for (const Table& table : before.tables) {
        const Table* now = after.table(table.name);
        if (now == nullptr) continue;
        for (const Column& column : table.columns) {
            if (column.generated || !is_of(column, taken.names)) continue;
            AlterColumn leave;
            leave.table = table.name;
            leave.column = column.name;
            leave.type = Type(Text());
            if (column.default_value || column.default_expr) leave.drop = {"default"};
            // One that goes comes back empty, which no type but text has a value for.
            if (now->column(column.name) == nullptr && !column.null && !is_in_primary_key(table, column.name)) leave.null = true;
            taken.columns_leave.emplace_back(std::move(leave), now->origin);
        }
    }
    for (const std::string& name : taken.names) {
        if (before.enum_type(name) != nullptr) taken.enums_dropped.emplace_back(DropEnum{name});
    }
    return taken;
}

bool has_type(const Table& table, const std::set<std::string>& types) {
    return std::any_of(table.columns.begin(), table.columns.end(), [&](const Column& column) { return is_of(column, types); });
}

}  // namespace migrations
