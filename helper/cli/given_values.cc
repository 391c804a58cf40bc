#include "cli/given_values.h"

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "base/names.h"

namespace migrations {
namespace {

std::string in_environment(const std::string& key) {
    std::string name = "MIGRATIONS_X_";
    for (const char c : key) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return name;
}

bool has_word(const std::vector<std::string>& words, const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

VariableValues given_values(const std::vector<std::string>& arguments) {
    VariableValues values;
    for (const std::string& each : arguments) {
        const std::size_t equals = each.find('=');
        const std::string key = each.substr(0, equals);
        if (equals == std::string::npos || !is_variable_name(key)) {
            throw Error(Exit::usage, "-x takes KEY=VALUE, not '" + each + "'", "a key has letters, digits and '_'");
        }
        const auto other = std::find_if(values.begin(), values.end(), [&](const auto& value) {
            return in_environment(value.first) == in_environment(key);
        });
        if (other != values.end()) throw Error(Exit::usage, "-x gives '" + key + "' twice", "leave one of them out");
        values[key] = each.substr(equals + 1);
    }
    return values;
}

std::vector<std::string> keys_in(const std::string& text) {
    constexpr std::string_view opening = "${x:";
    std::vector<std::string> keys;
    for (std::size_t at = text.find(opening); at != std::string::npos; at = text.find(opening, at + 1)) {
        const std::size_t begin = at + opening.size();
        keys.push_back(text.substr(begin, text.find('}', begin) - begin));
    }
    return keys;
}

void put_into_environment(const VariableValues& values) {
    for (const auto& [key, value] : values) setenv(in_environment(key).c_str(), value.c_str(), 1);
}

void require_read(const ProjectSettings& settings, const std::vector<Revision>& revisions, bool filled_in) {
    if (settings.values.empty()) return;
    std::vector<std::string> declared;
    for (const Revision& revision : revisions) {
        for (const Variable& each : revision.variables) declared.push_back(each.name);
    }
    std::vector<std::string> known = keys_in(settings.database);
    known.insert(known.end(), settings.keys_of_command_line.begin(), settings.keys_of_command_line.end());
    if (filled_in) known.insert(known.end(), declared.begin(), declared.end());
    for (const auto& [key, value] : settings.values) {
        // A program that runs on new files may want any of them.
        if (has_word(known, key) || (!filled_in && !settings.after_write.empty())) continue;
        if (has_word(declared, key)) {
            throw Error(Exit::usage, "this command takes '" + key + "' as the revisions have it",
                        "leave -x " + key + " out: it is for upgrade, downgrade, resume and sql");
        }
        const std::string hint = did_you_mean(key, known);
        throw Error(Exit::usage, "nothing reads -x " + key,
                    !hint.empty() ? hint
                                  : "write ${x:" + key + "} into 'database' of " + settings.config_path + ", or declare it under "
                                    "[variables] of a revision");
    }
}

}  // namespace migrations
