#include "chains/order.h"

#include <algorithm>
#include <map>

#include "chains/file_version.h"
#include "chains/sections.h"

namespace migrations {
namespace {

Location place_of(const OldMigration& migration) {
    const std::vector<int>& lines = migration.up.lines;
    return {migration.up.file.path, lines.empty() || lines.front() == 1 ? 0 : lines.front(),
            lines.empty() || lines.front() == 1 ? 0 : 1};
}

// A time counts no migrations.
constexpr std::size_t longest_counter = 6;

}  // namespace

void check_chain(const OldChain& chain, dialect language, Diagnostics& findings) {
    std::map<std::string, const OldMigration*> versions;
    std::map<std::string, const OldMigration*> ids;
    for (const OldMigration& each : chain.migrations) {
        const auto [known, is_new] = versions.emplace(each.version, &each);
        if (!is_new) {
            findings.push_back(error_at({each.up.file.path, 0, 0}, "duplicate-version",
                                        "version '" + each.shown + "' is also that of " + known->second->up.file.path,
                                        "the tool would run one of them; give the other a version of its own"));
        } else if (const auto [other, is_free] = ids.emplace(each.id, &each); !is_free) {
            findings.push_back(error_at(
                {each.up.file.path, 0, 0}, "duplicate-id",
                "'" + each.shown + "' and '" + other->second->shown + "' would both be revision '" + each.id + "'",
                "give one of them another name"));
        }
        warn_of_other_marks(each.up, findings);
        if (each.down) warn_of_other_marks(*each.down, findings);
        if (first_word(each.up, language) != std::string::npos) continue;
        findings.push_back(error_at(place_of(each), "sql-empty",
                                    "version '" + each.shown + "' has no SQL statement to go up",
                                    "take it out of the chain, or let it say SELECT 1"));
    }
}

void warn_of_gaps(const OldChain& chain, Diagnostics& findings) {
    for (std::size_t i = 1; i < chain.migrations.size(); ++i) {
        const std::string before = plain_number(chain.migrations[i - 1].version);
        const std::string number = plain_number(chain.migrations[i].version);
        if (before.size() > longest_counter || number.size() > longest_counter) return;
        const int missing = std::stoi(number) - std::stoi(before) - 1;
        if (missing <= 0) continue;
        findings.push_back(warning_at({chain.migrations[i].up.file.path, 0, 0}, "version-gap",
                                      "there is nothing between version '" + chain.migrations[i - 1].shown + "' and '" +
                                          chain.migrations[i].shown + "'",
                                      "if a file is missing, what it did is missing too"));
    }
}

void sort_and_check(OldChain& chain, dialect language, Diagnostics& findings) {
    std::stable_sort(chain.migrations.begin(), chain.migrations.end(),
                     [](const OldMigration& a, const OldMigration& b) {
                         return is_less_number(plain_number(a.version), plain_number(b.version));
                     });
    check_chain(chain, language, findings);
    warn_of_gaps(chain, findings);
}

}  // namespace migrations
