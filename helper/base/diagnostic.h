#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/source.h"

namespace migrations {

enum class Severity { error, warning, note };

// A mistake of the user's, or advice, with its place. A value: readers collect all of them and go on.
struct Diagnostic {
    Severity severity = Severity::error;
    std::string rule;     // stable name in square brackets behind the message: "migrations-drift", "unknown-key"
    std::string message;  // one line, quotes the user's own names in single quotes, no full stop
    Location location;
    std::string help;     // what to do, printed as a note below; may be empty or have several lines

    bool operator==(const Diagnostic&) const = default;
};

using Diagnostics = std::vector<Diagnostic>;

inline Diagnostic error_at(Location location, std::string rule, std::string message, std::string help = {}) {
    return {Severity::error, std::move(rule), std::move(message), std::move(location), std::move(help)};
}

inline Diagnostic warning_at(Location location, std::string rule, std::string message, std::string help = {}) {
    return {Severity::warning, std::move(rule), std::move(message), std::move(location), std::move(help)};
}

bool has_errors(const Diagnostics& diagnostics);

// As a compiler prints it: "path:1:2: error: message [rule]\n", then help as "note: ..." lines.
std::string to_string(const Diagnostic& diagnostic);
std::string to_string(const Diagnostics& diagnostics);

}  // namespace migrations
