#include "cli/parents_text.h"

#include <algorithm>
#include <cstddef>

#include "base/names.h"
#include "base/toml.h"

namespace migrations {
namespace {

// Where the line begins; lines count from 1.
std::size_t line_start(const std::string& text, int line) {
    std::size_t at = 0;
    for (int i = 1; i < line; ++i) {
        const std::size_t end = text.find('\n', at);
        if (end == std::string::npos) return text.size();
        at = end + 1;
    }
    return at;
}

// Behind a string that begins here with either kind of quote.
std::size_t behind_string(const std::string& text, std::size_t at) {
    const char quote = text[at];
    for (++at; at < text.size() && text[at] != quote; ++at) {
        if (text[at] == '\\' && quote == '"') ++at;
    }
    return at < text.size() ? at + 1 : at;
}

// Behind the value that begins here: a string, or an array of them, with comments on lines of its own.
std::size_t behind_value(const std::string& text, std::size_t at) {
    if (text[at] != '[') return behind_string(text, at);
    while (at < text.size() && text[at] != ']') {
        if (text[at] == '"' || text[at] == '\'') {
            at = behind_string(text, at);
        } else if (text[at] == '#') {
            at = std::min(text.find('\n', at), text.size());
        } else {
            ++at;
        }
    }
    return at < text.size() ? at + 1 : at;
}

std::string value_of(const std::vector<std::string>& parents) {
    if (parents.size() == 1) return toml_string(parents.front());
    std::vector<std::string> quoted;
    for (const std::string& each : parents) quoted.push_back(toml_string(each));
    return "[" + join(quoted, ", ") + "]";
}

}  // namespace

std::string with_parents(const std::string& text, const Revision& revision, const std::vector<std::string>& parents) {
    std::string changed = text;
    if (revision.parents.empty()) {
        const std::size_t next = line_start(text, revision.origin.line + 1);
        const bool ended = next > 0 && text[next - 1] == '\n';
        changed.insert(next, (ended ? "" : "\n") + ("down_revision = " + value_of(parents)) + "\n");
        return changed;
    }
    const std::size_t key = line_start(text, revision.parents_origin.line);
    const std::size_t start = text.find_first_not_of(" \t", text.find('=', key) + 1);
    changed.replace(start, behind_value(text, start) - start, value_of(parents));
    return changed;
}

}  // namespace migrations
