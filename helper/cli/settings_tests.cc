#include <algorithm>
#include <cstdint>
#include <functional>

#include "base/names.h"
#include "cli/settings_keys.h"
#include "cli/settings_values.h"

namespace migrations {
namespace {

void read_empty_tables(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    if (!node.is_table()) return wrong_kind(node, "tests.rows", "a table", diagnostics);
    for (const Entry& row : node.table()) {
        if (row.value.is_string() && row.value.string() == "empty") {
            settings.tests.rows.empty_tables[row.key] = row.location;
        } else {
            diagnostics.push_back(error_at(row.value.location, "settings", "'tests.rows." + row.key + "' must be \"empty\""));
        }
    }
}

// The number of a key from `least` to a million; `otherwise` when it is none.
template <class Number>
void read_number(const Node& node, const std::string& key, std::int64_t least, Number& to, Diagnostics& diagnostics) {
    const std::int64_t* number = std::get_if<std::int64_t>(&node.value);
    if (number == nullptr || *number < least || *number > 1000000) {
        diagnostics.push_back(error_at(node.location, "settings",
                                       "'tests." + key + "' must be an integer from " + std::to_string(least) + " to 1000000"));
    } else {
        to = static_cast<Number>(*number);
    }
}

void read_skip(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    for (const auto& [word, place] : texts_of(node, "tests.skip", diagnostics)) {
        if (std::find(test_kinds().begin(), test_kinds().end(), word) != test_kinds().end()) {
            settings.tests.skip.insert(word);
        } else {
            diagnostics.push_back(error_at(place, "settings", "'tests.skip' knows no tests '" + word + "'",
                                           "there are: " + join(test_kinds(), ", ")));
        }
    }
}

void read_column_order(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    const std::string level = node.is_string() ? node.string() : "";
    if (level == "off") {
        settings.tests.column_order.reset();
    } else if (level == "warning" || level == "error") {
        settings.tests.column_order = level == "error" ? Severity::error : Severity::warning;
    } else {
        diagnostics.push_back(
            error_at(node.location, "settings", "'tests.column_order' must be \"off\", \"warning\" or \"error\""));
    }
}

void read_path(const Node& node, const std::string& key, const std::string& folder, std::string& to, Diagnostics& diagnostics) {
    if (const std::string* text = text_of(node, ("tests." + key).c_str(), diagnostics)) to = absolute(folder, *text);
}

// Reads one key; reports what is wrong with its value.
using Reader = std::function<void(const Node&, ProjectSettings&, Diagnostics&)>;

const std::vector<std::pair<std::string, Reader>>& readers_of_tests() {
    static const std::vector<std::pair<std::string, Reader>> readers = {
        {"rows", read_empty_tables},
        {"rows_file",
         [](const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
             read_path(node, "rows_file", settings.folder, settings.tests.rows.rows_file, diagnostics);
         }},
        {"seed",
         [](const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
             read_number(node, "seed", 1, settings.tests.rows.seed, diagnostics);
         }},
        {"rows_per_table",
         [](const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
             read_number(node, "rows_per_table", 1, settings.tests.rows.rows_per_table, diagnostics);
         }},
        {"folder",
         [](const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
             read_path(node, "folder", settings.folder, settings.tests.folder, diagnostics);
             settings.tests.folder_place = node.location;
         }},
        {"released",
         [](const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
             for (const auto& [id, place] : texts_of(node, "tests.released", diagnostics)) settings.tests.released.push_back({id, place});
         }},
        {"kills",
         [](const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
             read_number(node, "kills", 1, settings.tests.kills, diagnostics);
         }},
        {"skip", read_skip},
        {"column_order", read_column_order},
    };
    return readers;
}

}  // namespace

std::vector<std::string> tests_keys() {
    std::vector<std::string> names;
    for (const auto& each : readers_of_tests()) names.push_back(each.first);
    return names;
}

void read_tests(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    if (!node.is_table()) return wrong_kind(node, "tests", "a table", diagnostics);
    for (const Entry& entry : node.table()) {
        const auto key = std::find_if(readers_of_tests().begin(), readers_of_tests().end(),
                                      [&](const auto& each) { return each.first == entry.key; });
        if (key != readers_of_tests().end()) {
            key->second(entry.value, settings, diagnostics);
        } else {
            diagnostics.push_back(error_at(entry.location, "unknown-key", "unknown key 'tests." + entry.key + "'",
                                           did_you_mean(entry.key, tests_keys())));
        }
    }
}

}  // namespace migrations
