#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "revisions/revision.h"
#include "revisions/variables.h"

namespace migrations {

// The text of a revision file. The head:
//
//     revision      = "3f2a9c0d1b7e"              # the only key that must be there
//     down_revision = "9a8b7c6d5e4f"              # an array for a merge; absent for a base
//     depends_on    = ["0c1d2e3f4a5b"]            # ids or branch labels; a string for one
//     branch_labels = ["blog"]                    # a string for one
//     message       = "add email to user"
//     created       = 2026-11-22T14:55:00Z
//     transactional = false                       # default true
//     irreversible  = "why there is no way down"  # instead of [[downgrade]]
//     lost          = ["users.email"]             # not the same after down and up again
//     replaces      = ["9a8b7c6d5e4f ops=<sha256>"]  # what was squashed into it; written by `migrations squash`
//     format        = 1                           # of this file; default 1
//
//     [variables]                                 # ${tenant} in the SQL of `execute`; the default
//     tenant = "public"
//
// and operations as [[upgrade]] and [[downgrade]] tables (operations/text.h). Whoever has something
// to upgrade must say how to get back: [[downgrade]] operations, `irreversible`, or an empty array
// as `downgrade` when nothing has to be undone.

// Reports every mistake with position; nothing when the file is of no use (no id, or written for a
// newer version). `values`: of variables, instead of their defaults; the hashes are those of the file all the same.
std::optional<Revision> parse_revision(const SourceFile& file, Diagnostics& diagnostics, const VariableValues& values = {});

// Comment lines above operations, by their index: "values lost: users.email".
using OperationNotes = std::vector<std::pair<std::size_t, std::string>>;
struct RevisionNotes {
    OperationNotes upgrade;
    OperationNotes downgrade;
};

// A revision as text, from a mustache template (templates/revision.toml.in). Its variables are TOML
// values: revision, down_revision, depends_on, branch_labels, message, created, transactional (only
// when false), irreversible, lost, replaces; and upgrade, downgrade: the operation tables as text;
// empty_downgrade: set when the file must say `downgrade = []`; blank: set when an author has to
// write the operations (there are none, and it is no merge). One that has no value is not set; a
// template that leaves one out leaves it out of the file. With the built-in template
// parse_revision(print_revision(r)) == r, but for path and hashes, and without variables. Throws Error usage when
// the template is malformed.
std::string print_revision(
    const Revision& revision, const std::string& file_template,
    const RevisionNotes& notes = {});

// The template that `init` writes.
const std::string& default_revision_template();

// All *.toml of a folder (and, recursively, of its folders), parsed, by path. Hidden ones are left
// out. What cannot be read is a Diagnostic, a link to a file outside of the folder too. A folder
// that does not exist has no revisions.
std::vector<Revision> read_revisions(const std::string& folder, Diagnostics& diagnostics, const VariableValues& values = {});

// The same of several folders.
std::vector<Revision> read_revisions(const std::vector<std::string>& folders, Diagnostics& diagnostics,
                                     const VariableValues& values = {});

}  // namespace migrations
