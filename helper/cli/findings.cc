#include "cli/findings.h"

#include <cstdlib>
#include <string_view>

#include "base/names.h"
#include "cli/output.h"

namespace migrations {
namespace {

// A value of a workflow command: what ends it is written as %XX; in a property a colon and a comma too.
std::string escaped(std::string_view text, bool property) {
    std::string all;
    for (const char each : text) {
        if (each == '%') {
            all += "%25";
        } else if (each == '\r') {
            all += "%0D";
        } else if (each == '\n') {
            all += "%0A";
        } else if (property && each == ':') {
            all += "%3A";
        } else if (property && each == ',') {
            all += "%2C";
        } else {
            all += each;
        }
    }
    return all;
}

std::string variable(const char* name) {
    const char* const value = std::getenv(name);
    return value == nullptr ? "" : value;
}

const char* command_for(Severity severity) {
    switch (severity) {
        case Severity::error: return "error";
        case Severity::warning: return "warning";
        case Severity::note: break;
    }
    return "notice";
}

}  // namespace

std::string github_annotations(const Diagnostics& findings, const std::string& workspace) {
    std::string all;
    for (const Diagnostic& each : findings) {
        std::string path = each.location.path;
        if (!workspace.empty() && path.starts_with(workspace + "/")) path = path.substr(workspace.size() + 1);
        std::string where;
        if (!path.empty()) where += ",file=" + escaped(path, true);
        if (each.location.line > 0) where += ",line=" + std::to_string(each.location.line);
        if (each.location.column > 0) where += ",col=" + std::to_string(each.location.column);
        if (!each.rule.empty()) where += ",title=" + escaped(each.rule, true);
        if (!where.empty()) where[0] = ' ';
        const std::string text = each.help.empty() ? each.message : trim(each.message + "\n" + each.help);
        all += std::string("::") + command_for(each.severity) + where + "::" + escaped(text, false) + "\n";
    }
    return all;
}

std::string findings_text(const Diagnostics& findings) {
    std::string text = to_string(findings);
    if (variable("GITHUB_ACTIONS") == "true") text += github_annotations(findings, variable("GITHUB_WORKSPACE"));
    return text;
}

void print_findings(const Diagnostics& findings) { print_error(findings_text(findings)); }

}  // namespace migrations
