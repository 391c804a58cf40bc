#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "base/node.h"

// What the readers of settings (cli/settings_keys.h) share.
namespace migrations {

// Reports that the value of a key is not what was expected: "a table".
void wrong_kind(const Node& node, const std::string& key, const char* expected, Diagnostics& diagnostics);

// The string; null, and reported, when the value is none.
const std::string* text_of(const Node& node, const char* key, Diagnostics& diagnostics);

// The strings of an array, or the one string; what is none is reported and left out.
std::vector<std::pair<std::string, Location>> texts_of(const Node& node, const char* key, Diagnostics& diagnostics);

// A path of the settings, which are in this folder.
std::string absolute(const std::string& folder, const std::string& path);

}  // namespace migrations
