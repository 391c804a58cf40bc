#include "chains/shell_lines.h"

#include <algorithm>
#include <set>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"

namespace migrations {
namespace {

const std::set<std::string> harmless = {"\\echo", "\\qecho",  "\\warn",   "\\pset", "\\timing", "\\x",
                                        "\\t",    "\\a",      ".bail",    ".echo",  ".headers", ".mode",
                                        ".print", ".timeout", ".changes", ".timer"};

bool only_prints(const std::vector<std::string>& words) {
    if (words.front() != "\\set") return harmless.contains(words.front());
    if (words.size() < 2) return true;
    const std::set<std::string> settings = {"ON_ERROR_STOP",     "QUIET",     "ECHO", "VERBOSITY", "ECHO_HIDDEN",
                                            "ON_ERROR_ROLLBACK", "AUTOCOMMIT"};
    return settings.contains(words[1]);
}

// The offsets at which lines begin that are within quotes.
bool is_quoted(const std::vector<token>& tokens, std::size_t offset) {
    return std::any_of(tokens.begin(), tokens.end(), [&](const token& each) {
        const bool spans = each.kind == token_kind::string || each.kind == token_kind::quoted;
        return spans && each.offset < offset && offset < each.end();
    });
}

}  // namespace

void drop_shell_lines(OldScript& script, Diagnostics& findings) {
    const std::string text = script.file.text;
    const std::vector<token> tokens = tokens_of(text, dialect::postgresql);
    std::string kept;
    std::vector<int> kept_lines;
    std::size_t offset = 0;
    const std::vector<std::string> lines = split(text, '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string& line = lines[i];
        const bool marked =
            !line.empty() && (line.front() == '\\' || line.front() == '.') && !is_quoted(tokens, offset);
        offset += line.size() + 1;
        const bool last = i + 1 == lines.size();
        if (!marked) {
            kept += line + (last ? "" : "\n");
            if (i < script.lines.size()) kept_lines.push_back(script.lines[i]);
            continue;
        }
        const std::vector<std::string> words = split(trim(line), ' ');
        if (only_prints(words)) continue;
        findings.push_back(error_at({script.file.path, i < script.lines.size() ? script.lines[i] : 0, 1}, "shell-line",
                                    "'" + words.front() + "' is a command of the shell, which a revision does not have",
                                    "write what it does as SQL"));
    }
    script.file.text = kept;
    script.lines = kept_lines;
}

}  // namespace migrations
