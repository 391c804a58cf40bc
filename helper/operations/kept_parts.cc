#include "operations/kept_parts.h"

#include <algorithm>
#include <variant>

#include "operations/replay.h"

namespace migrations {
namespace {

template <class... Kinds>
bool is_one_of(const Change& change) {
    return (std::holds_alternative<Kinds>(change) || ...);
}

// Changes nothing but the table that it names. Every kind that is not here counts as one that changes anything.
bool changes_one_table(const Change& change) {
    return is_one_of<CreateTable, DropTable, AlterTable, AddColumn, DropColumn, AlterColumn, AddPrimaryKey, DropPrimaryKey, AddUnique,
                     DropUnique, AddForeignKey, DropForeignKey, AddCheck, DropCheck, ValidateConstraint, AddExclude, DropExclude,
                     CreateIndex, DropIndex>(change);
}

bool changes_objects(const Change& change) { return is_one_of<DropTable, CreateObject, DropObject, ReplaceObject>(change); }

bool changes_no_table(const Change& change) {
    return is_one_of<CreateObject, DropObject, ReplaceObject, CallFunction, InsertRows, UpdateRows, DeleteRows>(change);
}

}  // namespace

KeptParts::KeptParts(const Schema& schema, const Operations& operations) : count_(schema.tables.size()) {
    keep(schema, operations);
    if (whole_) return;
    for (std::size_t place = 0; place < schema.tables.size() && !names_.empty(); ++place) {
        if (names_.contains(schema.tables[place].name)) tables_.emplace_back(place, schema.tables[place]);
    }
}

void KeptParts::keep(const Schema& schema, const Operations& operations) {
    for (const Operation& each : operations) {
        if (whole_) return;
        if (changes_objects(each.change) && !objects_) objects_ = schema.objects;
        if (const auto* execute = std::get_if<Execute>(&each.change)) {
            if (execute->effects) keep(schema, *execute->effects);
        } else if (changes_one_table(each.change)) {
            names_.insert(table_of(each));
        } else if (!changes_no_table(each.change)) {
            whole_ = schema;
        }
    }
}

void KeptParts::put_back(Schema& schema) && {
    if (whole_) {
        schema = std::move(*whole_);
        return;
    }
    const bool all_in_place = schema.tables.size() == count_ && std::all_of(tables_.begin(), tables_.end(), [&](const auto& each) {
                                  return schema.tables[each.first].name == each.second.name;
                              });
    if (!all_in_place) std::erase_if(schema.tables, [&](const Table& each) { return names_.contains(each.name); });
    for (auto& [place, table] : tables_) {
        const auto position = schema.tables.begin() + static_cast<std::ptrdiff_t>(place);
        if (all_in_place) {
            *position = std::move(table);
        } else {
            schema.tables.insert(position, std::move(table));
        }
    }
    if (objects_) schema.objects = std::move(*objects_);
}

}  // namespace migrations
