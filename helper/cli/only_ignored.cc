#include "cli/only_ignored.h"

#include <algorithm>

#include "base/names.h"
#include "cli/twin.h"

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
    for (const LeftOut& each : database.left_out({})) {
        if (each.kind == "foreign table" && !fits(each.name, settings.ignore.tables)) return false;
        const bool is_type = each.kind == "composite type" || each.kind == "range type" || each.kind == "base type";
        if (is_type && !fits(each.name, settings.ignore.enums)) return false;
    }
    return true;
}

}  // namespace migrations
