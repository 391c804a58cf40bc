#pragma once

#include "lint/lint.h"

namespace migrations {

// The rule "wrong-downgrade": what is left to do when the operations of a way up and of the way down behind it were carried out on
// this schema. By what they say: of raw SQL that states no effects nothing is known. At the first operation of the way down.
Diagnostics lint_way_back(const Schema& before, const Operations& upgrade, const Operations& downgrade, const LintLevels& levels);

}  // namespace migrations
