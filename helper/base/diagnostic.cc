#include "base/diagnostic.h"

#include <algorithm>

#include "base/utf8.h"

namespace migrations {
namespace {

std::string_view name_of(Severity severity) {
    switch (severity) {
        case Severity::error:
            return "error";
        case Severity::warning:
            return "warning";
        case Severity::note:
            return "note";
    }
    return "error";
}

// Lines of help as they are printed, the last one ended too; other control characters escaped.
std::string printable_lines(std::string_view help) {
    while (!help.empty() && help.back() == '\n') help.remove_suffix(1);
    std::string text;
    for (;;) {
        const std::size_t end = help.find('\n');
        text += escape_controls(help.substr(0, end)) + "\n";
        if (end == std::string_view::npos) return text;
        help.remove_prefix(end + 1);
    }
}

}  // namespace

bool has_errors(const Diagnostics& diagnostics) {
    return std::any_of(diagnostics.begin(), diagnostics.end(),
                       [](const Diagnostic& one) { return one.severity == Severity::error; });
}

std::string to_string(const Diagnostic& diagnostic) {
    std::string line = to_string(diagnostic.location);
    if (!line.empty()) line += ": ";
    line += name_of(diagnostic.severity);
    line += ": " + diagnostic.message;
    if (!diagnostic.rule.empty()) line += " [" + diagnostic.rule + "]";
    std::string text = escape_controls(line) + "\n";
    if (!diagnostic.help.empty()) text += "note: " + printable_lines(diagnostic.help);
    return text;
}

std::string to_string(const Diagnostics& diagnostics) {
    std::string text;
    for (const Diagnostic& one : diagnostics) text += to_string(one);
    return text;
}

}  // namespace migrations
