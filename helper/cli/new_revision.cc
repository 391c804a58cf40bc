#include "cli/new_revision.h"

#include <chrono>
#include <ctime>

#include "base/file.h"
#include "revisions/file.h"

namespace migrations {

std::string now_utc() {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

std::string template_text(const ProjectSettings& settings) {
    return settings.revision_template.empty() ? default_revision_template()
                                              : read_source(settings.revision_template).text;
}

}  // namespace migrations
