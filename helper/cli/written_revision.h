#pragma once

#include <optional>
#include <string>

#include "cli/command.h"
#include "cli/project.h"
#include "revisions/file.h"

namespace migrations {

// A revision file that was written, as it reads.
struct WrittenRevision {
    std::string path;
    std::optional<Revision> revision;
    Diagnostics findings;
};

// The id that is wanted, or a new one where none is. Throws Error graph when a revision has it.
std::string free_id(const Graph& graph, const std::string& wanted);

// Throws Error usage for a message of several lines, or with characters that a terminal obeys.
void require_one_line(const std::string& message);

// Throws Error graph when its id, labels or dependencies would break the chain.
void require_linkable(const Graph& graph, const Revision& revision);

// Writes the file of a new revision, one that can be read again, but for open fills. Throws Error usage, and writes
// nothing, for one that cannot: a template that loses keys, or an answer of the command line that fits no column. Where:
// cli/revision_place.h says.
WrittenRevision write_revision(const Project& project, const Revision& revision, const RevisionNotes& notes,
                               const std::string& folder = {});

// The same in the place of a file that is there.
WrittenRevision rewrite_revision(const Project& project, const Revision& revision, const RevisionNotes& notes,
                                 const std::string& path);

// Says what was written, and what is to be done about it: places where an answer is missing, lint findings. `before` is
// the schema that the revision changes.
void report_written(const Project& project, const Schema& before, WrittenRevision written, const Context& context);

}  // namespace migrations
