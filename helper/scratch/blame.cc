#include "scratch/blame.h"

#include <algorithm>
#include <variant>

#include "base/names.h"
#include "base/sql_text.h"
#include "operations/replay.h"

namespace migrations {
namespace {

bool names_table(const Execute& execute, const std::string& table, const Dialect& dialect) {
    const std::vector<std::string> names = identifiers_in(execute.sql.in(dialect.name()));
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) { return equals_ignoring_case(name, table); });
}

template <class Fits>
const Operation* first_that(const std::vector<const Operations*>& ways, const Fits& fits) {
    for (const Operations* way : ways) {
        const auto found = std::find_if(way->begin(), way->end(), fits);
        if (found != way->end()) return &*found;
    }
    return nullptr;
}

}  // namespace

const Operation* blamed_operation(const std::vector<const Operations*>& ways, const Operation& difference) {
    const std::string about = subject(difference);
    if (!about.empty()) {
        if (const Operation* same = first_that(ways, [&](const Operation& each) { return subject(each) == about; })) return same;
    }
    const std::string table = table_of(difference);
    if (table.empty()) return nullptr;
    return first_that(ways, [&](const Operation& each) { return table_of(each) == table; });
}

const Operation& blamed_execute(const Operations& way, const Operation& difference, const Dialect& dialect) {
    const Operation* first = nullptr;
    const std::string table = table_of(difference);
    for (const Operation& each : way) {
        const Execute* execute = std::get_if<Execute>(&each.change);
        const bool call = std::holds_alternative<CallFunction>(each.change);
        if ((call || execute != nullptr) && (first == nullptr || (execute != nullptr && !std::holds_alternative<Execute>(first->change))))
            first = &each;
        if (execute == nullptr) continue;
        const bool in_effects = execute->effects && std::any_of(execute->effects->begin(), execute->effects->end(),
                                                                [&](const Operation& one) { return table_of(one) == table; });
        if (in_effects || names_table(*execute, table, dialect)) return each;
    }
    return *first;
}

const Operation* blamed_for_rows(const Operations& way, const std::string& table, const Dialect& dialect) {
    const Operation* call = nullptr;
    for (const Operation& each : way) {
        if (const auto* execute = std::get_if<Execute>(&each.change)) {
            if (names_table(*execute, table, dialect)) return &each;
        } else if (std::holds_alternative<CallFunction>(each.change)) {
            if (call == nullptr) call = &each;
        } else if ((std::holds_alternative<InsertRows>(each.change) || std::holds_alternative<UpdateRows>(each.change) ||
                    std::holds_alternative<DeleteRows>(each.change)) &&
                   table_of(each) == table) {
            return &each;
        }
    }
    return call;
}

}  // namespace migrations
