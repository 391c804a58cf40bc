#pragma once

#include <string>

#include "cli/project.h"
#include "revisions/file.h"

namespace migrations {

// What every command that writes a revision file needs.

// "2026-11-22T14:55:00Z"
std::string now_utc();

// The project's template for revision files, or the built-in one.
std::string template_text(const ProjectSettings& settings);

// The file of a revision, by that template. Throws Error usage, at the template, when it is malformed.
std::string revision_text(const Revision& revision, const ProjectSettings& settings, const RevisionNotes& notes);

// What a template has left out of the file of a revision, as `read` from it: "down_revision"; null when nothing.
const char* left_out_by_template(const Revision& revision, const Revision& read);

}  // namespace migrations
