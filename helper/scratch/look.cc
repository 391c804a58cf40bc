#include "scratch/look.h"

#include <utility>

#include "diff/diff.h"
#include "operations/replay.h"

namespace migrations {

Look look_at(Connection& database, const std::vector<std::string>& ignored) {
    return {database.reflect(ignored), names_by_number(database), database.left_out(ignored)};
}

std::vector<std::string> differences(const Schema& expected, const Schema& found) {
    std::vector<std::string> lines;
    for (const Operation& each : diff(canonical(expected), canonical(found))) lines.push_back(summary(each));
    return lines;
}

std::vector<std::string> differences(const Look& expected, const Look& found) {
    std::vector<std::string> lines = differences(expected.schema, found.schema);
    for (std::string& each : differences(expected.left_out, found.left_out)) lines.push_back(std::move(each));
    return lines;
}

std::vector<std::string> changes_beside(const Look& before, const Look& after) {
    std::vector<LeftOut> stays;
    for (const LeftOut& each : after.left_out) {
        const bool goes = !each.table.empty() && before.schema.table(each.table) == nullptr;
        if (!goes) stays.push_back(each);
    }
    return differences(before.left_out, stays);
}

RenameHints renames_between(const Look& before, const Look& after, const std::vector<std::string>& statements,
                            const Dialect& dialect) {
    return dialect.language() == dialect::sqlite ? stated_renames(statements)
                                                 : observed_renames(before.names, after.names);
}

}  // namespace migrations
