#include "readers/toml_objects.h"

#include <algorithm>
#include <utility>

#include "base/names.h"
#include "base/sql_text.h"
#include "readers/toml_draft.h"
#include "schema/fields_text.h"

namespace migrations {
namespace {

void read_object(const Entry& entry, ObjectKind kind, std::vector<Object>& objects, Diagnostics& diagnostics) {
    Object object;
    object.kind = kind;
    object.name = entry.key;
    object.origin = Origin(entry.location);
    const std::string where = to_string(kind) + " " + quoted(entry.key);
    if (!entry.value.is_table()) {
        diagnostics.push_back(error_at(entry.value.location, "wrong-kind",
                                       where + " must be a table, not " + kind_of(entry.value),
                                       "write [" + object_section(kind) + "." + entry.key + "] and below it sql = \"...\""));
        return;
    }
    Diagnostics found;
    const bool is_trigger = kind == ObjectKind::trigger;
    unknown_keys(entry.value, object_keys(kind), where, found);
    if (const Node* sql = entry.value.find("sql")) {
        from_node(*sql, "sql", object.sql, found);
    } else if (kind == ObjectKind::extension) {
        object.sql.by_dialect["postgresql"] = "CREATE EXTENSION " + quote_identifier(object.name);
    } else {
        missing_key(entry.value, "sql", where, found);
    }
    if (is_trigger) {
        if (const auto table = read_name(entry.value, "table", found)) {
            object.table = table->name;
        } else if (entry.value.find("table") == nullptr) {
            missing_key(entry.value, "table", where, found);
        }
    }
    const bool broken = !found.empty();
    append_found(std::move(found), diagnostics);
    if (!broken) objects.push_back(std::move(object));
}

}  // namespace

std::string object_section(ObjectKind kind) {
    std::string name = to_string(kind) + "s";
    std::replace(name.begin(), name.end(), ' ', '_');
    return name;
}

std::vector<std::string> object_keys(ObjectKind kind) {
    if (kind == ObjectKind::trigger) return {"table", "sql"};
    return {"sql"};
}

const std::vector<std::string>& object_sections() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const auto& each : object_kinds) all.push_back(object_section(each.first));
        return all;
    }();
    return names;
}

std::vector<std::string> model_sections() {
    std::vector<std::string> sections = object_sections();
    sections.insert(sections.begin(), {"tables", "enums"});
    return sections;
}

void read_objects(const Node& root, std::vector<Object>& objects, Diagnostics& diagnostics) {
    for (const auto& each : object_kinds) {
        const Entry* section = entry_of(root, object_section(each.first));
        if (section == nullptr) continue;
        if (!section->value.is_table()) {
            diagnostics.push_back(error_at(section->location, "wrong-kind",
                                           quoted(section->key) + " must be a table, not " + kind_of(section->value),
                                           "write [" + section->key + ".NAME]"));
            continue;
        }
        for (const Entry& entry : section->value.table()) read_object(entry, each.first, objects, diagnostics);
    }
}

}  // namespace migrations
