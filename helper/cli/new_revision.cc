#include "cli/new_revision.h"

#include <algorithm>
#include <chrono>
#include <ctime>

#include "base/error.h"
#include "base/file.h"

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

std::string revision_text(const Revision& revision, const ProjectSettings& settings, const RevisionNotes& notes) {
    const std::string text = template_text(settings);
    try {
        return print_revision(revision, text, notes);
    } catch (Error& error) {
        error.location.path = settings.revision_template;
        error.help += std::string("; ") + nothing_written;
        throw;
    }
}

const char* left_out_by_template(const Revision& revision, const Revision& read) {
    const auto same_changes = [](const Operations& a, const Operations& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [](const Operation& one, const Operation& other) { return one.change == other.change; });
    };
    if (read.id != revision.id) return "revision";
    if (read.parents != revision.parents) return "down_revision";
    if (read.depends_on != revision.depends_on) return "depends_on";
    if (read.branch_labels != revision.branch_labels) return "branch_labels";
    if (!same_changes(read.upgrade, revision.upgrade)) return "upgrade";
    if (!same_changes(read.downgrade, revision.downgrade)) return "downgrade";
    if (read.irreversible != revision.irreversible) return "irreversible";
    if (read.compatible != revision.compatible) return "compatible";
    if (read.transactional != revision.transactional) return "transactional";
    if (read.lost != revision.lost) return "lost";
    if (read.replaces != revision.replaces) return "replaces";
    return nullptr;
}

}  // namespace migrations
