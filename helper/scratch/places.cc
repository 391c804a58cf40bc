#include "scratch/places.h"

#include "operations/replay.h"

namespace migrations {
namespace {

template <class Things>
const Origin* origin_in(const Things& things, const std::string& name) {
    const auto* found = find_named(things, name);
    return found == nullptr ? nullptr : &found->origin;
}

// Null when the table has no such part.
const Origin* part_of(const Table& table, const std::string& name) {
    if (const Origin* place = origin_in(table.columns, name)) return place;
    if (const Origin* place = origin_in(table.uniques, name)) return place;
    if (const Origin* place = origin_in(table.foreign_keys, name)) return place;
    if (const Origin* place = origin_in(table.checks, name)) return place;
    if (const Origin* place = origin_in(table.indexes, name)) return place;
    return table.primary_key && table.primary_key->name == name ? &table.primary_key->origin : nullptr;
}

const Origin* origin_of(const std::string& table_name, const std::string& subject, const Schema& schema) {
    if (table_name.empty()) {
        const std::size_t blank = subject.rfind(' ');  // "enum status"
        return origin_in(schema.enums, blank == std::string::npos ? subject : subject.substr(blank + 1));
    }
    const Table* table = schema.table(table_name);
    if (table == nullptr) return nullptr;
    const std::string part = subject.size() > table_name.size() ? subject.substr(table_name.size() + 1) : "";
    const Origin* place = part.empty() ? nullptr : part_of(*table, part);
    return place != nullptr && !place->path.empty() ? place : &table->origin;
}

}  // namespace

Location place_of(const Operation& operation, const std::vector<const Schema*>& schemas, const Location& elsewhere) {
    const std::string table = table_of(operation);
    const std::string about = subject(operation);
    for (const Schema* schema : schemas) {
        const Origin* place = origin_of(table, about, *schema);
        if (place != nullptr && !place->path.empty()) return *place;
    }
    return elsewhere;
}

}  // namespace migrations
