#include <algorithm>
#include <utility>

#include "base/names.h"
#include "schema/fields_text.h"

// What is said of TOML that does not fit.
namespace migrations {

void bad_value(const Node& node, std::string message, Diagnostics& diagnostics) {
    diagnostics.push_back(error_at(node.location, "bad-value", std::move(message)));
}

std::string with_suggestion(std::string message, const std::string& suggestion) {
    return suggestion.empty() ? message : message + "; " + suggestion;
}

void wrong_kind(const Node& node, const std::string& key, const std::string& wanted,
                Diagnostics& diagnostics) {
    diagnostics.push_back(error_at(node.location, "wrong-kind",
                                   quoted(key) + " must be " + wanted + ", not " + kind_of(node)));
}

void missing_key(const Node& table, const std::string& key, const std::string& where,
                 Diagnostics& diagnostics) {
    diagnostics.push_back(
        error_at(table.location, "missing-key", "missing key " + quoted(key) + " in " + where));
}

void unknown_keys(const Node& table, const std::vector<std::string>& known,
                  const std::string& where, Diagnostics& diagnostics) {
    for (const Entry& entry : table.table()) {
        if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
        diagnostics.push_back(
            error_at(entry.location, "unknown-key",
                     with_suggestion("unknown key " + quoted(entry.key) + " in " + where,
                                     did_you_mean(entry.key, known)),
                     "known keys: " + join(known, ", ")));
    }
}

}  // namespace migrations
