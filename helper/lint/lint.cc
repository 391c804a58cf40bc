#include "lint/lint.h"

#include "operations/replay.h"

namespace migrations {

const char* word_for(LintLevel level) {
    return level == LintLevel::off ? "off" : level == LintLevel::warning ? "warning" : "error";
}

LintLevel level_of(const LintRule& rule, const LintLevels& levels) {
    const auto configured = levels.find(rule.name);
    return configured == levels.end() ? rule.level : configured->second;
}

Diagnostics lint(const Schema& before, const Operations& operations, const LintLevels& levels) {
    Diagnostics findings;
    Schema schema = before;
    for (const Operation& operation : operations) {
        for (const LintRule& rule : lint_rules()) {
            const LintLevel level = level_of(rule, levels);
            if (level == LintLevel::off || rule.judge == nullptr) continue;
            const std::string message = rule.judge({schema, operation, before, operations});
            if (message.empty()) continue;
            findings.push_back({level == LintLevel::error ? Severity::error : Severity::warning, rule.name, message,
                                operation.origin, rule.advice});
        }
        // One that does not fit changes nothing, and is reported by whoever replays the chain.
        (void)replay(operation, schema);
    }
    return findings;
}

}  // namespace migrations
