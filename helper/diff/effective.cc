#include "diff/effective.h"

#include <set>

#include "base/error.h"
#include "base/names.h"
#include "operations/replay.h"

namespace migrations {
namespace {

template <class Named>
std::set<std::string> names_of(const std::vector<Named>& things) {
    std::set<std::string> names;
    for (const Named& thing : things) names.insert(thing.name);
    return names;
}

void add_changes_of_case(const std::set<std::string>& before, const std::set<std::string>& after,
                         Renames& renames) {
    std::set<std::string> settled = before;
    std::map<std::string, std::string> gone;  // by its name in lower case
    for (const std::string& name : before) {
        if (!after.contains(name)) gone[lower(name)] = name;
    }
    for (const auto& [old, name] : renames) {
        settled.insert(name);
        gone.erase(lower(old));
    }
    for (const std::string& name : after) {
        const auto old = gone.find(lower(name));
        if (old != gone.end() && settled.insert(name).second) {
            renames.emplace_back(old->second, name);
        }
    }
}

Renames effective(std::map<std::string, std::string> hints, const std::set<std::string>& before,
                  const std::set<std::string>& after) {
    std::erase_if(hints, [&](const auto& hint) {
        return hint.first == hint.second || !before.contains(hint.first) ||
               !after.contains(hint.second);
    });
    Renames result;
    std::set<std::string> in_use;
    for (const std::string& name : before) in_use.insert(lower(name));
    for (bool found = true; found;) {
        found = false;
        for (auto hint = hints.begin(); hint != hints.end();) {
            const auto& [old, name] = *hint;
            if (in_use.contains(lower(name)) && !equals_ignoring_case(old, name)) {
                ++hint;
                continue;
            }
            in_use.erase(lower(old));
            in_use.insert(lower(name));
            result.push_back(*hint);
            hint = hints.erase(hint);
            found = true;
        }
    }
    add_changes_of_case(before, after, result);
    return result;
}

std::set<std::string> left_sides(const Renames& renames) {
    std::set<std::string> names;
    for (const auto& rename : renames) names.insert(rename.first);
    return names;
}

}  // namespace

EffectiveRenames effective_renames(const Schema& from, const Schema& to, const RenameHints& hints) {
    EffectiveRenames result;
    result.tables = effective(hints.tables, names_of(from.tables), names_of(to.tables));
    result.enums = effective(hints.enums, names_of(from.enums), names_of(to.enums));

    const std::set<std::string> renamed_away = left_sides(result.tables);
    std::map<std::string, std::map<std::string, std::string>> by_table;
    for (const auto& [key, column] : hints.columns) by_table[key.first][key.second] = column;
    for (const Table& after : to.tables) {
        const std::string old = old_name(result.tables, after.name);
        if (old == after.name && renamed_away.contains(old)) continue;
        const Table* before = from.table(old);
        if (before == nullptr) continue;
        Renames renames =
            effective(by_table[after.name], names_of(before->columns), names_of(after.columns));
        if (!renames.empty()) result.columns[after.name] = std::move(renames);
    }
    return result;
}

std::string old_name(const Renames& renames, const std::string& name) {
    for (const auto& [from, to] : renames) {
        if (to == name) return from;
    }
    return name;
}

Operations rename_operations_of_tables(const EffectiveRenames& renames, const Schema& to) {
    Operations operations;
    for (const auto& [old, name] : renames.tables) {
        operations.emplace_back(RenameTable{old, name}, to.table(name)->origin);
    }
    return operations;
}

Operations rename_operations_of_enums(const EffectiveRenames& renames, const Schema& to) {
    Operations operations;
    for (const auto& [old, name] : renames.enums) {
        operations.emplace_back(RenameEnum{old, name}, to.enum_type(name)->origin);
    }
    return operations;
}

Operations rename_operations_of_columns(const Table& table, const Renames& renames) {
    Operations operations;
    for (const auto& [old, name] : renames) {
        operations.emplace_back(RenameColumn{table.name, old, name}, table.column(name)->origin);
    }
    return operations;
}

void must_replay(const Operations& operations, Schema& schema) {
    for (const Operation& operation : operations) {
        const std::string problem = replay(operation, schema);
        if (problem.empty()) continue;
        throw Error(Exit::internal,
                    "cannot compare the schemas: " + summary(operation) + ": " + problem);
    }
}

Schema with_new_names(Schema from, const EffectiveRenames& renames, const Schema& to) {
    must_replay(rename_operations_of_tables(renames, to), from);
    must_replay(rename_operations_of_enums(renames, to), from);
    for (const auto& [table, columns] : renames.columns) {
        must_replay(rename_operations_of_columns(*to.table(table), columns), from);
    }
    return from;
}

}  // namespace migrations
