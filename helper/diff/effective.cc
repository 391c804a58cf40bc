#include "diff/effective.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/names.h"
#include "operations/replay.h"
#include "schema/names.h"

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

// A name like `name` that is neither in use nor among `names`, in whatever letter case.
std::string free_name(std::string name, const std::set<std::string>& in_use,
                      const std::set<std::string>& names) {
    constexpr std::string_view ending = "_swap";
    std::size_t length = std::min(name.size(), longest_name - ending.size() - 2);
    while (length < name.size() && (name[length] & 0xc0) == 0x80) --length;  // within a character
    name = name.substr(0, length) + std::string(ending);
    const auto taken = [&](const std::string& one) {
        return in_use.contains(lower(one)) ||
               std::any_of(names.begin(), names.end(), [&](const std::string& other) {
                   return equals_ignoring_case(one, other);
               });
    };
    std::string candidate = name;
    for (int number = 2; taken(candidate); ++number) candidate = name + std::to_string(number);
    return candidate;
}

// The names of a circle among the hints, each renamed to the next and the last to the first; none
// when each hint leads to a name that stays in use.
std::vector<std::string> circle_among(const std::map<std::string, std::string>& hints) {
    for (const auto& [first, name] : hints) {
        std::vector<std::string> circle = {first};
        for (auto next = hints.find(name); next != hints.end() && circle.size() <= hints.size();
             next = hints.find(next->second)) {
            if (next->first == first) return circle;
            circle.push_back(next->first);
        }
    }
    return {};
}

Renames effective(std::map<std::string, std::string> hints, const std::set<std::string>& before,
                  const std::set<std::string>& after, const std::set<std::string>& taken = {}) {
    std::erase_if(hints, [&](const auto& hint) {
        return hint.first == hint.second || !before.contains(hint.first) ||
               !after.contains(hint.second);
    });
    Renames result;
    std::set<std::string> in_use;
    for (const std::string& name : before) in_use.insert(lower(name));
    const auto rename = [&](const std::string& old, const std::string& name) {
        in_use.erase(lower(old));
        in_use.insert(lower(name));
        result.emplace_back(old, name);
    };
    for (bool found = true; found;) {
        found = false;
        for (auto hint = hints.begin(); hint != hints.end();) {
            const auto& [old, name] = *hint;
            if (in_use.contains(lower(name)) && !equals_ignoring_case(old, name)) {
                ++hint;
                continue;
            }
            rename(old, name);
            hint = hints.erase(hint);
            found = true;
        }
        const std::vector<std::string> circle =
            found ? std::vector<std::string>{} : circle_among(hints);
        if (circle.empty()) continue;
        // All of it at once: another hint may lead to one of its names too.
        std::set<std::string> others = after;
        others.insert(taken.begin(), taken.end());
        const std::string between = free_name(circle.front(), in_use, others);
        rename(circle.front(), between);
        for (auto name = circle.rbegin(); name + 1 != circle.rend(); ++name)
            rename(*name, hints.at(*name));
        rename(between, hints.at(circle.front()));
        for (const std::string& name : circle) hints.erase(name);
        found = true;
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
    std::set<std::string> relations;  // PostgreSQL: indexes, tables and enums share their names
    for (const Schema* schema : {&from, &to}) {
        relations.merge(names_of(schema->tables));
        relations.merge(names_of(schema->enums));
        for (const Table& table : schema->tables) relations.merge(names_of(table.indexes));
    }
    result.tables = effective(hints.tables, names_of(from.tables), names_of(to.tables), relations);
    result.enums = effective(hints.enums, names_of(from.enums), names_of(to.enums), relations);

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
    std::string old = name;
    for (auto rename = renames.rbegin(); rename != renames.rend(); ++rename) {
        if (rename->second == old) old = rename->first;
    }
    return old;
}

std::string new_name(const Renames& renames, const std::string& name) {
    std::string now = name;
    for (const auto& [from, to] : renames) {
        if (from == now) now = to;
    }
    return now;
}

std::string name_in_the_end(const Renames& renames, std::size_t index) {
    std::string now = renames[index].second;
    for (std::size_t i = index + 1; i < renames.size(); ++i) {
        if (renames[i].first == now) now = renames[i].second;
    }
    return now;
}

Operations rename_operations_of_tables(const EffectiveRenames& renames, const Schema& to) {
    Operations operations;
    for (std::size_t i = 0; i < renames.tables.size(); ++i) {
        const auto& [old, name] = renames.tables[i];
        operations.emplace_back(RenameTable{old, name},
                                to.table(name_in_the_end(renames.tables, i))->origin);
    }
    return operations;
}

Operations rename_operations_of_enums(const EffectiveRenames& renames, const Schema& to) {
    Operations operations;
    for (std::size_t i = 0; i < renames.enums.size(); ++i) {
        const auto& [old, name] = renames.enums[i];
        operations.emplace_back(RenameEnum{old, name},
                                to.enum_type(name_in_the_end(renames.enums, i))->origin);
    }
    return operations;
}

Operations rename_operations_of_columns(const Table& table, const Renames& renames) {
    Operations operations;
    for (std::size_t i = 0; i < renames.size(); ++i) {
        const auto& [old, name] = renames[i];
        operations.emplace_back(RenameColumn{table.name, old, name},
                                table.column(name_in_the_end(renames, i))->origin);
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
