#include "cli/only_ignored.h"

#include <algorithm>

#include "base/names.h"
#include "cli/twin.h"
#include "scratch/other_objects.h"

namespace migrations {

bool holds_only_ignored(Connection& database, const recorded& record, const ProjectSettings& settings) {
    if (record.version_table || record.empty || settings.ignore.empty()) return false;
    const Schema left = without_ignored(database.reflect(bookkeeping_tables(settings.version_table)), settings.ignore, {});
    if (!left.tables.empty() || !left.enums.empty()) return false;
    const auto fits = [](const std::string& name, const std::vector<std::string>& patterns) {
        return std::any_of(patterns.begin(), patterns.end(),
                           [&](const std::string& each) { return fits_pattern(name, each); });
    };
    for (const Object& each : left.objects) {
        if (is_relation(each.kind) || each.kind == ObjectKind::domain) return false;
    }
    for (const auto& [object, definition] : other_objects(database)) {
        const std::string kind = object.substr(0, object.find('\''));  // "type 'point3'"
        const std::string name = object.substr(kind.size() + 1, object.size() - kind.size() - 2);
        if (kind == "foreign table " && !fits(name, settings.ignore.tables)) return false;
        if (kind == "type " && !fits(name, settings.ignore.enums)) return false;
    }
    return true;
}

}  // namespace migrations
