#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "operations/operation.h"
#include "sql/script.h"

namespace migrations {

enum class LintLevel { off, warning, error };

// What a rule judges: one operation of a revision. The table of the rules, lint_rules(), is the documentation and the
// list of configuration keys as well.
struct LintChange {
    const Schema& before;  // the operation
    const Operation& operation;
    const Schema& start;         // the schema before the whole revision
    const Operations& revision;  // all its operations: a table made in the same one is empty
};

struct LintRule {
    const char* name;     // "drop-table"
    LintLevel level;      // unless the configuration says otherwise
    const char* reason;   // why it is dangerous, one sentence
    const char* advice;   // what to do instead
    // The message, or "" when there is nothing to say; null: the rule is of a whole revision (way_back.h).
    std::string (*judge)(const LintChange& change);
};

const std::vector<LintRule>& lint_rules();

using LintLevels = std::map<std::string, LintLevel, std::less<>>;

const char* word_for(LintLevel level);
LintLevel level_of(const LintRule& rule, const LintLevels& levels);

// The findings for the operations on a database that has the schema `before`, at the operations' origins.
Diagnostics lint(const Schema& before, const Operations& operations, const LintLevels& levels);

}  // namespace migrations
