#include "case_options.h"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <variant>

#include "base/names.h"
#include "base/toml.h"
#include "schema/text.h"

namespace migrations {
namespace {

std::optional<Value> value_of(const std::string& text) {
    Diagnostics found;
    const std::optional<Node> file = parse_toml({"options", "value = " + text}, found);
    const Node* node = file ? file->find("value") : nullptr;
    return node == nullptr ? std::nullopt : parse_value(*node, found);
}

// "users.email", from the word of an option and of an operation.
template <class Change>
bool is_about(const Change& change, const std::string& name) {
    if constexpr (std::is_same_v<Change, AddColumn>) {
        return change.table + "." + change.column.name == name;
    } else {
        return change.table + "." + change.column == name;
    }
}

// Gives every operation of the kind that is about the column the setting; their number.
template <class Change, class Setting>
int give(Operations& operations, const std::string& name, std::optional<Setting> Change::*member,
         const Setting& setting) {
    int given = 0;
    for (Operation& each : operations) {
        Change* change = std::get_if<Change>(&each.change);
        if (change == nullptr || !is_about(*change, name)) continue;
        change->*member = setting;
        ++given;
    }
    return given;
}

int replace_value(Operations& operations, const std::string& name, const std::string& by) {
    int given = 0;
    for (Operation& each : operations) {
        AlterEnum* change = std::get_if<AlterEnum>(&each.change);
        if (change == nullptr || name.rfind(change->type + ".", 0) != 0) continue;
        change->replaced_values[name.substr(change->type.size() + 1)] = by;
        ++given;
    }
    return given;
}

// "" or what is wrong with the line.
std::string use_option(const std::string& line, SchemaChange& change, Trial& trial) {
    const std::size_t blank = std::min(line.find(' '), line.size());
    const std::string word = line.substr(0, blank);
    const std::string rest = trim(line.substr(blank));
    if (word == "empty") {
        trial.filling.empty_tables[rest] = {};
        return "";
    }
    if (word == "lost") {
        trial.lost.push_back(rest);
        return "";
    }
    const std::size_t equals = rest.find('=');
    if (equals == std::string::npos) return "expected NAME = VALUE";
    const std::string name = trim(rest.substr(0, equals));
    const std::string text = trim(rest.substr(equals + 1));
    if (word == "sqlite_minimum") {
        int parts[3] = {};
        if (std::sscanf(text.c_str(), "%d.%d.%d", &parts[0], &parts[1], &parts[2]) != 3) {
            return "expected a version such as 3.40.0";
        }
        change.options.sqlite_minimum = parts[0] * 1000000 + parts[1] * 1000 + parts[2];
        return "";
    }
    int given = 0;
    Operations& operations = change.operations;
    if (word == "fill") {
        const std::optional<Value> value = value_of(text);
        if (!value) return "expected a value of TOML";
        given = give(operations, name, &AddColumn::fill, *value) +
                give(operations, name, &AlterColumn::fill, *value);
    } else if (word == "fill_expr") {
        given = give(operations, name, &AddColumn::fill_expr, Sql(text)) +
                give(operations, name, &AlterColumn::fill_expr, Sql(text));
    } else if (word == "using") {
        given = give(operations, name, &AlterColumn::using_expr, Sql(text));
    } else if (word == "replace") {
        given = replace_value(operations, name, text);
    } else {
        return "there is no such option";
    }
    return given == 0 ? "no operation is about '" + name + "'" : "";
}

}  // namespace

void use_options(const std::string& text, SchemaChange& change, Trial& trial,
                 std::vector<std::string>& problems) {
    for (const std::string& each : split(text, '\n')) {
        const std::string line = trim(each);
        if (line.empty()) continue;
        const std::string problem = use_option(line, change, trial);
        if (!problem.empty()) problems.push_back("option '" + line + "': " + problem);
    }
}

}  // namespace migrations
