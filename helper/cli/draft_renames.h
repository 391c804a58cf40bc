#pragma once

#include "cli/draft.h"
#include "diff/renames.h"
#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations {

// The renames to make between the chain's schema and the models: those that the command line
// states, then those of the models, then those that an earlier draft of the same revision made,
// then what is answered on the terminal. Of two that do not go together the one said first counts.
// A swap is made only when --rename (now, or for the earlier draft) states it. Throws Error usage
// for a --rename that cannot be made.
RenameHints settle_renames(const RenameHints& of_models, const DraftAnswers& answers,
                           const Operations& earlier, const Schema& from, const Schema& to);

}  // namespace migrations
