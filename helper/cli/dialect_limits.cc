#include "cli/dialect_limits.h"

#include <utility>

namespace migrations {

Diagnostics dialect_limits(const Schema& models, const ProjectSettings& settings) {
    const Operations operations = creation(models);
    Diagnostics findings;
    for (const Dialect* each : settings.dialects) (void)each->render({}, operations, settings.render, findings);
    return findings;
}

Diagnostics change_limits(const Schema& from, const Operations& operations, const ProjectSettings& settings) {
    Diagnostics findings;
    for (const Dialect* each : settings.dialects) {
        Diagnostics found;
        (void)each->render(from, operations, settings.render, found);
        for (Diagnostic& finding : found) {
            if (finding.rule == each->name()) findings.push_back(std::move(finding));
        }
    }
    return findings;
}

}  // namespace migrations
