#include "operations/relation_names.h"

#include <type_traits>
#include <variant>

#include "base/names.h"
#include "operations/lookup.h"
#include "schema/object.h"

namespace migrations {
namespace {

// These make no relation and rename none. All others are taken for some that may.
template <class Kind>
constexpr bool leaves_names =
    std::is_same_v<Kind, DropTable> || std::is_same_v<Kind, AlterTable> || std::is_same_v<Kind, AddColumn> ||
    std::is_same_v<Kind, DropColumn> || std::is_same_v<Kind, RenameColumn> || std::is_same_v<Kind, AlterColumn> ||
    std::is_same_v<Kind, DropIndex> || std::is_same_v<Kind, InsertRows> || std::is_same_v<Kind, UpdateRows> ||
    std::is_same_v<Kind, DeleteRows>;

}  // namespace

void RelationNames::add(std::string_view name) { names_.insert(lower(name)); }

std::string RelationNames::taken(const Schema& schema, std::string_view name) {
    if (!complete_) {
        names_.clear();
        for (const Table& table : schema.tables) {
            add(table.name);
            for (const Index& index : table.indexes) add(index.name);
        }
        for (const Object& object : schema.objects) add(object.name);
        complete_ = true;
    }
    return name.empty() || names_.contains(lower(name)) ? table_name_taken(schema, name) : "";
}

void RelationNames::note(const Change& change) {
    if (!complete_) return;
    std::visit(
        [&]<class Kind>(const Kind& what) {
            if constexpr (std::is_same_v<Kind, CreateTable>) {
                add(what.table.name);
                for (const Index& index : what.table.indexes) add(index.name);
            } else if constexpr (std::is_same_v<Kind, CreateIndex>) {
                add(what.index.name);
            } else {
                complete_ = leaves_names<Kind>;
            }
        },
        change);
}

std::string name_taken(const Schema& schema, std::string_view name, RelationNames* names) {
    return names == nullptr ? table_name_taken(schema, name) : names->taken(schema, name);
}

}  // namespace migrations
