#include "lint/lint.h"

namespace migrations {

Diagnostics lint(const Schema& before, const Operations& operations, const LintLevels& levels) {
    Diagnostics findings;
    for (const Operation& operation : operations) {
        for (const LintRule& rule : lint_rules()) {
            const auto configured = levels.find(rule.name);
            const LintLevel level = configured == levels.end() ? rule.level : configured->second;
            if (level == LintLevel::off) continue;
            const std::string message = rule.judge({before, operation, operations});
            if (message.empty()) continue;
            findings.push_back({level == LintLevel::error ? Severity::error : Severity::warning, rule.name, message,
                                operation.origin, rule.advice});
        }
    }
    return findings;
}

}  // namespace migrations
