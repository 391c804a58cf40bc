#include "schema/schema.h"

#include <algorithm>

namespace migrations {
namespace {

template <class Vector>
void sort_by_name(Vector& things) {
    std::stable_sort(things.begin(), things.end(),
                     [](const auto& a, const auto& b) { return a.name < b.name; });
}

}  // namespace

const Column* Table::column(std::string_view wanted) const {
    return find_named(columns, wanted);
}
Column* Table::column(std::string_view wanted) {
    return find_named(columns, wanted);
}

const Table* Schema::table(std::string_view name) const {
    return find_named(tables, name);
}
Table* Schema::table(std::string_view name) {
    return find_named(tables, name);
}
const EnumType* Schema::enum_type(std::string_view name) const {
    return find_named(enums, name);
}
EnumType* Schema::enum_type(std::string_view name) {
    return find_named(enums, name);
}

const Object* Schema::object(const ObjectKey& key) const {
    const auto found = std::find_if(objects.begin(), objects.end(),
                                    [&](const Object& each) { return key_of(each) == key; });
    return found == objects.end() ? nullptr : &*found;
}

Schema canonical(Schema schema) {
    schema = sorted_but_columns(std::move(schema));
    for (Table& table : schema.tables) sort_by_name(table.columns);
    return schema;
}

Schema sorted_but_columns(Schema schema) {
    sort_by_name(schema.enums);
    sort_by_name(schema.tables);
    std::stable_sort(schema.objects.begin(), schema.objects.end(),
                     [](const Object& a, const Object& b) { return key_of(a) < key_of(b); });
    for (Table& table : schema.tables) {
        sort_by_name(table.uniques);
        sort_by_name(table.foreign_keys);
        sort_by_name(table.checks);
        sort_by_name(table.indexes);
    }
    return schema;
}

}  // namespace migrations
