#include "schema/schema.h"

#include <algorithm>

#include "base/names.h"
#include "base/sql_text.h"

namespace migrations {
namespace {

template <class Vector>
void sort_by_name(Vector& things) {
    std::stable_sort(things.begin(), things.end(),
                     [](const auto& a, const auto& b) { return a.name < b.name; });
}

// There may be thousands, whose names begin alike and are as long: the last letters tell most of them apart. What was added
// last is asked for most.
template <class Tables>
auto find_table(Tables& tables, std::string_view name) -> decltype(&tables[0]) {
    for (auto each = tables.rbegin(); each != tables.rend(); ++each) {
        const std::string_view other = each->name;
        if (other.size() != name.size() || (!name.empty() && other.back() != name.back())) continue;
        if (other == name) return &*each;
    }
    return nullptr;
}

}  // namespace

bool IndexKey::operator==(const IndexKey& other) const {
    return column == other.column && expression == other.expression &&
           descending == other.descending && nulls_first() == other.nulls_first() &&
           equals_ignoring_case(collation.text("sqlite"), other.collation.text("sqlite")) &&
           collation.text("postgresql") == other.collation.text("postgresql") &&
           canonical_sql(opclass) == canonical_sql(other.opclass);
}

bool Index::exists_in(std::string_view dialect) const {
    if (where && where->is_for_others(dialect)) return false;
    return std::none_of(keys.begin(), keys.end(),
                        [&](const IndexKey& key) { return key.expression.is_for_others(dialect); });
}

bool Index::operator==(const Index& other) const {
    const auto method_of = [](const Index& index) -> std::string_view {
        return index.method.empty() ? "btree" : std::string_view(index.method);
    };
    return name == other.name && keys == other.keys && unique == other.unique &&
           nulls_not_distinct == other.nulls_not_distinct && where == other.where &&
           method_of(*this) == method_of(other) && include == other.include && with == other.with;
}

const Column* Table::column(std::string_view wanted) const {
    return find_named(columns, wanted);
}
Column* Table::column(std::string_view wanted) {
    return find_named(columns, wanted);
}

const Table* Schema::table(std::string_view name) const {
    return find_table(tables, name);
}
Table* Schema::table(std::string_view name) {
    return find_table(tables, name);
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
        sort_by_name(table.excludes);
        sort_by_name(table.indexes);
    }
    return schema;
}

}  // namespace migrations
