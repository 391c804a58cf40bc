#include "cli/dialect_limits.h"

namespace migrations {

Diagnostics dialect_limits(const Schema& models, const ProjectSettings& settings) {
    const Operations operations = creation(models);
    Diagnostics findings;
    for (const Dialect* each : settings.dialects) (void)each->render({}, operations, settings.render, findings);
    return findings;
}

}  // namespace migrations
