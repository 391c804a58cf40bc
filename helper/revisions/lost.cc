#include "revisions/lost.h"

#include <algorithm>
#include <utility>

#include "base/names.h"
#include "operations/replay.h"

namespace migrations {
namespace {

std::vector<std::string> names_of(const Schema& schema) {
    std::vector<std::string> names;
    for (const Table& table : schema.tables) {
        names.push_back(table.name);
        for (const Column& column : table.columns) names.push_back(table.name + "." + column.name);
    }
    return names;
}

}  // namespace

bool has_name(const Schema& schema, const std::string& name) {
    if (schema.table(name) != nullptr) return true;
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos) return false;
    const Table* table = schema.table(name.substr(0, dot));
    return table != nullptr && table->column(name.substr(dot + 1)) != nullptr;
}

Schema upgraded(const Revision& revision, Schema schema, Diagnostics& diagnostics, RelationNames& names) {
    std::vector<std::string> unknown = revision.lost;
    std::erase_if(unknown, [&](const std::string& name) { return has_name(schema, name); });
    schema = replay(revision.upgrade, std::move(schema), diagnostics, names);
    for (const std::string& name : unknown) {
        if (has_name(schema, name)) continue;
        diagnostics.push_back(error_at(revision.lost_origin, "unknown-name",
                                       "`lost` names '" + name + "', which is no table and no column",
                                       did_you_mean(name, names_of(schema))));
    }
    return schema;
}

}  // namespace migrations
