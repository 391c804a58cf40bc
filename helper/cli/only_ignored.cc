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
    for (const auto& [object, definition] : other_objects(database)) {
        const std::vector<std::string> parts = split(object, '\'');  // "view 'authors'"
        const std::string& kind = parts.at(0);
        const std::string name = object.substr(kind.size() + 1, object.size() - kind.size() - 2);
        const bool relation = kind == "view " || kind == "materialized view " || kind == "foreign table " ||
                              kind == "virtual table " || kind == "sequence ";
        if (relation && !fits(name, settings.ignore.tables)) return false;
        if ((kind == "domain " || kind == "type ") && !fits(name, settings.ignore.enums)) return false;
    }
    return true;
}

}  // namespace migrations
