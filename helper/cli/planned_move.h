#pragma once

#include <string>
#include <vector>

#include "cli/command.h"
#include "codegen/compiled.h"
#include "revisions/plan.h"

namespace migrations {

// What `upgrade`, `downgrade` and `rehearse` share.

// The steps to the target, which may be run. Nothing has been written yet, and whatever is in the way says so of a database
// that is there.
std::vector<PlannedStep> plan_move(const Context& context, const Project& project, const Dialect& dialect,
                                   const std::vector<const Revision*>& heads, const std::string& target, direction way, bool is_there);

// Says what values do not fit, and refuses where rows are certain to be in the way.
void require_fitting_rows(const Context& context, Diagnostics findings);

// Runs a plan: where `how` asks for one transaction, what cannot be in one runs by itself, and what is before and behind it in one
// each; where the command asks for it (`strict`), the runner refuses that.
outcome run_in_groups(Connection& database, const CompiledChain& chain, const std::vector<PlannedStep>& plan,
                      migrations::options how, bool strict);

// The operation whose step failed, in its revision file; nothing when no step did.
Location place_of_failure(const outcome& result, const CompiledChain& chain, const std::vector<PlannedStep>& plan);

// The first operation that calls a function.
Location place_of_call(const std::vector<PlannedStep>& plan);

}  // namespace migrations
