#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/project.h"
#include "revisions/plan.h"

namespace migrations {

// What the commands that work on a database share.

// Throws Error usage for a database of which the project has no dialect.
void require_own_dialect(const DatabaseUrl& url, const ProjectSettings& settings);

// The revisions that the database is at. Throws Error state when it holds one that the files do not have (says who
// applied it when, and the ways out), or another project's.
std::vector<const Revision*> current_heads(const Project& project, const recorded& record);

// The revisions that a word names; the database is asked only where the word counts from what it is at ("current", "+1").
RevisionList revisions_named(const Context& context, const Project& project, const std::string& word);

// The record of the database for this project.
recorded read_record(Connection& database, const Project& project);

// Throws Error state where a version table is there and the history beside it is not. The runner of PostgreSQL says so itself;
// on SQLite it looks at the history only when it writes.
void require_history(Connection& database, const Project& project);

// A set without scripts: enough to ask a database what it records, and cheap for a long chain.
set naked_set(const Project& project, const Dialect& dialect);

// What the runner is told by the command line; a line on stderr when somebody else holds the lock. Progress
// (cli/progress.h) tells more.
options run_options(const Context& context, std::string_view command);

// Says where a move that went well has brought the database.
Exit report_moved(const Context& context, const outcome& result);

// "3f2a9c0d1b7e, 77aa..." or "base".
std::string ids_of(const std::vector<const Revision*>& revisions);

// Throws Error graph for a plan with raw SQL that begins or ends transactions, cannot be read, or does not state its
// effects, or with a type on the way up that may lose values without permission: what `check` would say, before anything
// runs.
void require_runnable(const std::vector<PlannedStep>& plan, const Graph& graph, const Dialect& dialect);

// Refuses (exit 5) when a revision of the plan was edited after its review; an unreviewed one is a warning line.
void require_reviewed(const Context& context, const Project& project, const std::vector<PlannedStep>& plan);

}  // namespace migrations
