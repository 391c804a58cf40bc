#include "cli/judgement.h"

#include "cli/raw_sql.h"
#include "lint/lint.h"
#include "lint/way_back.h"

namespace migrations {

Diagnostics judge(const Revision& revision, const Schema& before, const ProjectSettings& settings) {
    Diagnostics findings = lint(before, revision.upgrade, settings.lint);
    const auto add = [&](const Diagnostics& more) { findings.insert(findings.end(), more.begin(), more.end()); };
    if (revision.irreversible.empty()) add(lint_way_back(before, revision.upgrade, revision.downgrade, settings.lint));
    add(raw_sql_findings(revision, settings.dialects));
    return findings;
}

}  // namespace migrations
