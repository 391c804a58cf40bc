#include "diff/condense.h"

#include <algorithm>
#include <utility>

#include "diff/diff.h"
#include "operations/replay.h"

namespace migrations {
namespace {

bool has_table(const Schema& schema, const std::string& name) { return schema.table(name) != nullptr; }
bool has_enum(const Schema& schema, const std::string& name) { return schema.enum_type(name) != nullptr; }

// What holds something that making it anew would fill or set anew.
bool holds_rows(const Schema& before, ObjectKind kind, const std::string& name) {
    const bool holds = kind == ObjectKind::materialized_view || kind == ObjectKind::sequence || kind == ObjectKind::virtual_table;
    return holds && std::any_of(before.objects.begin(), before.objects.end(),
                                [&](const Object& each) { return each.kind == kind && each.name == name; });
}

// Whether rows or values that are there before go through this operation in a way that the difference of two schemas does
// not tell.
bool carries_rows(const Operation& operation, const Schema& before) {
    return std::visit(
        [&](const auto& change) {
            using Kind = std::decay_t<decltype(change)>;
            if constexpr (std::is_same_v<Kind, RenameTable>) {
                return has_table(before, change.from);
            } else if constexpr (std::is_same_v<Kind, RenameEnum>) {
                return has_enum(before, change.from);
            } else if constexpr (std::is_same_v<Kind, AlterEnum> || std::is_same_v<Kind, DropEnum>) {
                return has_enum(before, change.type);
            } else if constexpr (std::is_same_v<Kind, AddColumn>) {
                return has_table(before, change.table) && (change.fill || change.fill_expr);
            } else if constexpr (std::is_same_v<Kind, DropTable> || std::is_same_v<Kind, DropColumn> ||
                                 std::is_same_v<Kind, RenameColumn> || std::is_same_v<Kind, AlterColumn> ||
                                 std::is_same_v<Kind, ValidateConstraint>) {
                return has_table(before, change.table);
            } else if constexpr (std::is_same_v<Kind, DropObject>) {
                return holds_rows(before, change.kind, change.object);
            } else if constexpr (std::is_same_v<Kind, ReplaceObject>) {
                return holds_rows(before, change.object.kind, change.object.name);
            } else {
                return false;
            }
        },
        operation.change);
}

bool changes_rows(const Operation& operation) {
    return std::holds_alternative<Execute>(operation.change) || std::holds_alternative<CallFunction>(operation.change) ||
           std::holds_alternative<InsertRows>(operation.change) ||
           std::holds_alternative<UpdateRows>(operation.change) || std::holds_alternative<DeleteRows>(operation.change);
}

// The difference that these operations make, where it is the whole of what they do; else themselves.
Operations difference_of(const Operations& run, const Schema& before, const Schema& after, const DialectNames& dialects) {
    for (const Operation& each : run) {
        if (carries_rows(each, before)) return run;
    }
    Operations difference = diff(before, after, {}, dialects);
    Diagnostics problems;
    const Schema reached = replay(difference, before, problems);
    const bool same = problems.empty() && canonical(reached) == canonical(after);
    if (!same || difference.size() > run.size()) return run;
    for (Operation& each : difference) each.origin = {};
    return difference;
}

}  // namespace

Operations condensed(const Operations& operations, const Schema& before, const DialectNames& dialects) {
    Operations result;
    Operations run;
    Schema start = before;
    Schema now = before;
    Diagnostics ignored;
    const auto end_run = [&] {
        for (Operation& each : difference_of(run, start, now, dialects)) result.push_back(std::move(each));
        run.clear();
    };
    for (const Operation& each : operations) {
        if (changes_rows(each)) {
            end_run();
            result.push_back(each);
            now = replay({each}, std::move(now), ignored);
            start = now;
        } else {
            run.push_back(each);
            now = replay({each}, std::move(now), ignored);
        }
    }
    end_run();
    return result;
}

}  // namespace migrations
