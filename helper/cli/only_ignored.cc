#include "cli/only_ignored.h"

#include "cli/twin.h"

namespace migrations {

bool holds_only_ignored(Connection& database, const recorded& record, const ProjectSettings& settings) {
    if (record.version_table || record.empty || settings.ignore.empty()) return false;
    const Schema left = without_ignored(database.reflect(bookkeeping_tables(settings.version_table)), settings.ignore, {});
    if (!left.tables.empty() || !left.enums.empty()) return false;
    for (const Object& each : left.objects) {
        if (is_relation(each.kind) || each.kind == ObjectKind::domain) return false;
    }
    for (const LeftOut& each : without_ignored(database.left_out({}), settings.ignore, {})) {
        const bool counts = each.kind == "foreign table" || each.kind == "composite type" || each.kind == "range type" ||
                            each.kind == "base type";
        if (counts) return false;
    }
    return true;
}

}  // namespace migrations
