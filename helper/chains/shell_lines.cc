#include "chains/shell_lines.h"

#include <set>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"
#include "chains/sections.h"

namespace migrations {
namespace {

bool only_prints_psql(const std::vector<std::string>& words) {
    static const std::set<std::string> harmless = {"\\echo", "\\qecho", "\\warn", "\\pset", "\\timing",
                                                   "\\x",    "\\t",     "\\a",    "\\set"};
    static const std::set<std::string> settings = {"ON_ERROR_STOP", "QUIET",             "ECHO",      "VERBOSITY",
                                                   "ECHO_HIDDEN",   "ON_ERROR_ROLLBACK", "AUTOCOMMIT"};
    if (!harmless.contains(words.front())) return false;
    return words.front() != "\\set" || words.size() < 2 || settings.contains(words[1]);
}

bool only_prints_sqlite(const std::vector<std::string>& words) {
    static const std::set<std::string> harmless = {".bail",  ".changes", ".echo",    ".headers",
                                                   ".mode",  ".print",   ".timeout", ".timer"};
    return harmless.contains(words.front());
}

// Whether a line that begins behind this text is one for the shell.
bool is_for_shell(const std::string& line, const OldScript& before, dialect language) {
    const char mark = language == dialect::sqlite ? '.' : '\\';
    if (line.empty() || line.front() != mark || open_quote(before, language) != std::string::npos) return false;
    if (language != dialect::sqlite) return true;
    const std::vector<token> tokens = tokens_of(before.file.text, language);
    return tokens.empty() || is_operator(tokens.back(), ";");
}

}  // namespace

void drop_shell_lines(OldScript& script, dialect language, Diagnostics& findings) {
    OldScript kept;
    kept.file.path = script.file.path;
    kept.marked_alone = script.marked_alone;
    const std::vector<std::string> lines = split(script.file.text, '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const int number = i < script.lines.size() ? script.lines[i] : 0;
        if (!is_for_shell(lines[i], kept, language)) {
            kept.file.text += lines[i] + (i + 1 == lines.size() ? "" : "\n");
            kept.lines.push_back(number);
            continue;
        }
        const std::vector<std::string> words = split(trim(lines[i]), ' ');
        if (language == dialect::sqlite ? only_prints_sqlite(words) : only_prints_psql(words)) continue;
        findings.push_back(error_at({script.file.path, number, 1}, "shell-line",
                                    "'" + words.front() + "' is a command of the shell, which a revision does not have",
                                    "write what it does as SQL"));
    }
    script = std::move(kept);
}

}  // namespace migrations
