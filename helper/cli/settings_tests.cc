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

}  // namespace

void read_tests(const Node& node, ProjectSettings& settings, Diagnostics& diagnostics) {
    if (!node.is_table()) return wrong_kind(node, "tests", "a table", diagnostics);
    using Read = std::function<void(const Node&)>;
    TestSettings& tests = settings.tests;
    const std::vector<std::pair<std::string, Read>> keys = {
        {"rows", [&](const Node& value) { read_empty_tables(value, settings, diagnostics); }},
        {"rows_file", [&](const Node& value) { read_path(value, "rows_file", settings.folder, tests.rows.rows_file, diagnostics); }},
        {"seed", [&](const Node& value) { read_number(value, "seed", 1, tests.rows.seed, diagnostics); }},
        {"rows_per_table", [&](const Node& value) { read_number(value, "rows_per_table", 1, tests.rows.rows_per_table, diagnostics); }},
        {"folder", [&](const Node& value) { read_path(value, "folder", settings.folder, tests.folder, diagnostics); }},
        {"released",
         [&](const Node& value) {
             for (const auto& [id, place] : texts_of(value, "tests.released", diagnostics)) tests.released.push_back({id, place});
         }},
        {"kills", [&](const Node& value) { read_number(value, "kills", 1, tests.kills, diagnostics); }},
        {"skip", [&](const Node& value) { read_skip(value, settings, diagnostics); }},
        {"column_order", [&](const Node& value) { read_column_order(value, settings, diagnostics); }},
    };
    for (const Entry& entry : node.table()) {
        const auto key = std::find_if(keys.begin(), keys.end(), [&](const auto& each) { return each.first == entry.key; });
        if (key != keys.end()) {
            key->second(entry.value);
            continue;
        }
        std::vector<std::string> names;
        for (const auto& each : keys) names.push_back(each.first);
        diagnostics.push_back(
            error_at(entry.location, "unknown-key", "unknown key 'tests." + entry.key + "'", did_you_mean(entry.key, names)));
    }
}

}  // namespace migrations
