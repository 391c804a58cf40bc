#include "chains/numbered_migration.h"

#include <utility>

namespace migrations {

OldMigration numbered_migration(const NumberedName& name, std::string version) {
    OldMigration migration;
    migration.version = std::move(version);
    migration.shown = name.number;
    migration.id = id_of(name.number);
    migration.message = words_of(name.title);
    migration.created = time_of(name.number);
    return migration;
}

}  // namespace migrations
