#include "schema/schema_hash.h"

#include <utility>

#include "base/sha256.h"
#include "schema/names.h"
#include "schema/text.h"

namespace migrations {
namespace {

template <class Thing>
void forget_name(Thing& thing) {
    if (thing.automatic.value) thing.name.clear();
}

void rename_by_default(Table& table) {
    if (table.primary_key) forget_name(*table.primary_key);
    for (Unique& each : table.uniques) forget_name(each);
    for (ForeignKey& each : table.foreign_keys) forget_name(each);
    for (Check& each : table.checks) forget_name(each);
    for (Exclude& each : table.excludes) forget_name(each);
    for (Index& each : table.indexes) forget_name(each);
    complete_names(table);
}

}  // namespace

std::string schema_hash(Schema schema) {
    for (Table& table : schema.tables) rename_by_default(table);
    return sha256(print(canonical(std::move(schema))));
}

}  // namespace migrations
