#include "lint/way_back.h"

#include <algorithm>

#include "diff/diff.h"
#include "operations/replay.h"

namespace migrations {
namespace {

constexpr std::size_t most_named = 4;

const LintRule& rule() {
    const std::vector<LintRule>& rules = lint_rules();
    return *std::find_if(rules.begin(), rules.end(), [](const LintRule& each) { return each.judge == nullptr; });
}

}  // namespace

Diagnostics lint_way_back(const Schema& before, const Operations& upgrade, const Operations& downgrade, const LintLevels& levels) {
    const LintLevel level = level_of(rule(), levels);
    if (level == LintLevel::off) return {};
    // What does not fit is reported by whoever replays the chain.
    Diagnostics unfit;
    const Schema after = replay(downgrade, replay(upgrade, before, unfit), unfit);
    if (!unfit.empty()) return {};
    const Operations missing = diff(canonical(after), canonical(before));
    if (missing.empty()) return {};
    std::string text = "the downgrade does not lead back; what is missing: ";
    for (std::size_t at = 0; at < std::min(missing.size(), most_named); ++at) text += (at == 0 ? "" : "; ") + summary(missing[at]);
    if (missing.size() > most_named) text += "; and " + std::to_string(missing.size() - most_named) + " more";
    const Operations& place = downgrade.empty() ? upgrade : downgrade;
    return {{level == LintLevel::error ? Severity::error : Severity::warning, rule().name, text, place.empty() ? Location{} : Location(place.front().origin),
             rule().advice}};
}

}  // namespace migrations
