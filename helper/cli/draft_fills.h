#pragma once

#include "cli/draft.h"
#include "operations/operation.h"
#include "schema/schema.h"

namespace migrations {

// Settles what rows that exist get: the fills of NOT NULL columns, and the replacements of values
// that an enum loses. From the command line; else from an earlier draft of the same revision, where
// it still fits; else asked on the terminal, again until the answer fits or is empty; else left
// open
// ("?", operations/question.h). `to` is the schema of the models. Throws Error usage for an answer
// of the command line that fits nothing.
void settle_fills(Operations& upgrade, const Schema& from, const Schema& to,
                  const DraftAnswers& answers, Operations earlier);

// The operations with something that fits in place of open replacements, so that the way back can
// be worked out.
Operations with_replacements(Operations operations, const Schema& from);

}  // namespace migrations
