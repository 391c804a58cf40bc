#include "chains/outer_transaction.h"

#include <algorithm>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"
#include "base/utf8.h"

namespace migrations {
namespace {

enum class Kind { begins, commits, ends_badly, foreign_keys, other };

Kind kind_of(const std::string& statement, const Dialect& dialect) {
    const std::vector<token> tokens = tokens_of(statement, dialect.language());
    const auto is = [&](std::size_t at, std::string_view word) {
        return at < tokens.size() && is_word(tokens[at], word);
    };
    if (dialect.language() == dialect::sqlite && is(0, "pragma") &&
        (is(1, "foreign_keys") || is(1, "defer_foreign_keys"))) {
        return Kind::foreign_keys;
    }
    if (!dialect.classify(statement).controls_transaction) return Kind::other;
    if (is(0, "begin") || is(0, "start")) return Kind::begins;
    if (is(0, "commit") || is(0, "end")) return Kind::commits;
    return Kind::ends_badly;
}

// Takes a statement out of the text, with its semicolon, and the line when nothing else is in it. Columns of what is left
// stay as they are.
void blank(std::string& text, std::size_t offset, std::size_t size) {
    std::size_t end = offset + size;
    std::size_t semicolon = end;
    while (semicolon < text.size() && is_space_byte(text[semicolon])) ++semicolon;
    if (semicolon < text.size() && text[semicolon] == ';') end = semicolon + 1;
    for (std::size_t i = offset; i < end; ++i) {
        if (text[i] != '\n') text[i] = ' ';
    }
}

void drop_blanked_lines(OldScript& script, const std::string& blanked) {
    const std::vector<std::string> before = split(script.file.text, '\n');
    const std::vector<std::string> after = split(blanked, '\n');
    std::string text;
    std::vector<int> lines;
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (after[i] != before[i] && trim(after[i]).empty()) continue;
        text += after[i] + (i + 1 == after.size() ? "" : "\n");
        if (i < script.lines.size()) lines.push_back(script.lines[i]);
    }
    script.file.text = text;
    script.lines = lines;
}

}  // namespace

std::string drop_outer_transaction(OldScript& script, const Dialect& dialect, Diagnostics& findings) {
    const Dialect::RawSql raw = dialect.classify(script.file.text);
    if (!raw.problem.empty()) {
        findings.push_back(error_at(script.place(raw.problem_offset), "sql-syntax",
                                    "the SQL cannot be read by " + std::string(dialect.name()) + ": " + raw.problem));
        return "";
    }

    std::vector<Kind> kinds;
    for (const std::string& each : raw.statements) kinds.push_back(kind_of(each, dialect));
    const auto core = [](Kind kind) { return kind != Kind::foreign_keys; };
    const auto first = std::find_if(kinds.begin(), kinds.end(), core);
    const auto last = std::find_if(kinds.rbegin(), kinds.rend(), core).base();
    const bool around =
        last - first >= 2 && *first == Kind::begins && *(last - 1) == Kind::commits;

    std::string blanked = script.file.text;
    bool clean = true;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        const auto each = kinds.begin() + static_cast<std::ptrdiff_t>(i);
        const bool pragma = (each < first || each >= last) && (around || !script.marked_alone);
        if (pragma || (around && (each == first || each == last - 1))) {
            blank(blanked, raw.offsets[i], raw.statements[i].size());
        } else if (*each == Kind::begins || *each == Kind::commits || *each == Kind::ends_badly) {
            clean = false;
            findings.push_back(error_at(
                script.place(raw.offsets[i]), "transaction-control",
                "'" + clipped(raw.statements[i], 40) + "' begins or ends a transaction, which only the runner may do",
                "import takes off one BEGIN and COMMIT around all of a script; take this out of the file, or make "
                "several migrations of it"));
        }
    }
    if (!clean || blanked == script.file.text) return "";
    drop_blanked_lines(script, blanked);
    if (!around) return "its PRAGMA foreign_keys";
    script.marked_alone = false;
    return "its BEGIN and COMMIT";
}

}  // namespace migrations
