#include "cli/said_renames.h"

#include <algorithm>

#include "base/error.h"
#include "cli/draft.h"

namespace migrations {
namespace {

std::pair<std::string, std::string> table_and_column(const std::string& name) {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos) return {name, ""};
    return {name.substr(0, dot), name.substr(dot + 1)};
}

// The enum that "status.on" begins with, or null.
const EnumType* enum_of(const Schema& schema, const std::string& name) {
    const auto found =
        std::find_if(schema.enums.begin(), schema.enums.end(),
                     [&](const EnumType& type) { return name.starts_with(type.name + "."); });
    return found == schema.enums.end() ? nullptr : &*found;
}

bool contains(const std::vector<std::string>& values, const std::string& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

void SaidRenames::refuse(const Answer& answer, const std::string& why, std::string help) {
    throw Error(Exit::usage, "--rename '" + answer.text + "': " + why, std::move(help));
}

void SaidRenames::refuse_taken(const Answer& answer) {
    refuse(answer, "the migrations have a '" + answer.right + "' already",
           "to swap the two, give the other way round as well");
}

void SaidRenames::read(const std::string& text) {
    const auto [left, right] = split_answer(text, "--rename");
    const Answer answer{text, left, right};
    const auto [table, column] = table_and_column(left);
    const EnumType* type = from_.table(table) == nullptr ? enum_of(from_, left) : nullptr;
    if (column.empty()) {
        read_whole(answer);
    } else if (type != nullptr) {
        read_value(answer, *type);
    } else {
        read_column(answer, table, column);
    }
}

void SaidRenames::read_whole(const Answer& answer) {
    const bool is_enum = from_.table(answer.left) == nullptr &&
                         from_.enum_type(answer.left) != nullptr &&
                         to_.enum_type(answer.right) != nullptr;
    if (is_enum) {
        hints_.enums[answer.left] = answer.right;
        enums_.emplace(answer.left, answer);
        return;
    }
    if (from_.table(answer.left) == nullptr) {
        refuse(answer, "no table '" + answer.left + "' in the migrations");
    }
    if (to_.table(answer.right) == nullptr) {
        refuse(answer, "no table '" + answer.right + "' in the models");
    }
    hints_.tables[answer.left] = answer.right;
    tables_.emplace(answer.left, answer);
}

void SaidRenames::read_column(const Answer& answer, const std::string& old_table,
                              const std::string& old) {
    auto [table, column] = table_and_column(answer.right);
    if (column.empty()) column = std::exchange(table, old_table);
    const Table* before = from_.table(old_table);
    const Table* after = to_.table(table);
    if (before == nullptr || before->column(old) == nullptr) {
        refuse(answer, "the migrations have no column '" + answer.left + "'");
    }
    if (after == nullptr || after->column(column) == nullptr) {
        refuse(answer, "the models have no column '" + table + "." + column + "'");
    }
    hints_.columns[{table, old}] = column;
    columns_.emplace(std::pair(table, old), answer);
}

// "status.off=paused", or "status.off=state.paused" where the enum is renamed too.
void SaidRenames::read_value(const Answer& answer, const EnumType& before) {
    const std::string old = answer.left.substr(before.name.size() + 1);
    const EnumType* after = enum_of(to_, answer.right);
    const std::string value =
        after == nullptr ? answer.right : answer.right.substr(after->name.size() + 1);
    if (after == nullptr) after = to_.enum_type(before.name);
    if (!contains(before.values, old)) {
        refuse(answer, "the migrations have no value '" + answer.left + "'");
    }
    if (after == nullptr || !contains(after->values, value)) {
        refuse(answer, "the models have no value '" +
                           (after == nullptr ? before.name : after->name) + "." + value + "'");
    }
    hints_.enum_values[after->name][old] = value;
}

void SaidRenames::require_made(const EffectiveRenames& made) const {
    for (const auto& [old, answer] : tables_) {
        if (old_name(made.tables, hints_.tables.at(old)) != old) refuse_taken(answer);
    }
    for (const auto& [old, answer] : enums_) {
        if (old_name(made.enums, hints_.enums.at(old)) != old) refuse_taken(answer);
    }
    for (const auto& [key, answer] : columns_) {
        const auto& [table, old] = key;
        const auto renames = made.columns.find(table);
        const std::string& now = hints_.columns.at(key);
        if (renames != made.columns.end() && old_name(renames->second, now) == old) continue;
        const std::string before = table_and_column(answer.left).first;
        if (before != table && old_name(made.tables, table) != before) {
            refuse(answer, "table '" + before + "' does not become '" + table + "'",
                   "say so too: --rename " + before + "=" + table);
        }
        refuse_taken(answer);
    }
}

}  // namespace migrations
