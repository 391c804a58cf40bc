#include "chains/sections.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <migrations/sql_tokens.hpp>

#include "base/names.h"

namespace migrations {
namespace {

// The words of a mark, or nothing when the line is none.
std::optional<std::vector<std::string>> words_of_mark(const std::string& line, std::string_view prefix) {
    const std::string text = trim(line);
    if (!text.starts_with("--")) return std::nullopt;
    const std::string comment = trim(std::string_view(text).substr(2));
    if (!equals_ignoring_case(std::string_view(comment).substr(0, prefix.size()), prefix)) return std::nullopt;
    std::vector<std::string> words;
    std::string rest = comment.substr(prefix.size());
    std::replace(rest.begin(), rest.end(), '\t', ' ');
    for (const std::string& each : split(rest, ' ')) {
        if (!each.empty()) words.push_back(each);
    }
    return words;
}

void add_line(OldScript& script, const std::string& line, int number) {
    script.file.text += line + "\n";
    script.lines.push_back(number);
}

}  // namespace

std::vector<Part> parts_of(const ChainFile& file, std::string_view prefix) {
    std::vector<Part> parts(1);
    parts.back().script.file.path = file.path;
    std::vector<std::string> lines = split(file.text.value_or(""), '\n');
    if (!lines.empty() && lines.back().empty()) lines.pop_back();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const int number = static_cast<int>(i) + 1;
        if (auto words = words_of_mark(lines[i], prefix)) {
            Part& part = parts.emplace_back();
            part.mark = {std::move(*words), number, lines[i].front() != '-'};
            part.script.file.path = file.path;
        } else {
            add_line(parts.back().script, lines[i], number);
        }
    }
    return parts;
}

std::size_t first_word(const OldScript& script, dialect language) {
    for (const token& each : tokens_of(script.file.text, language)) {
        if (!is_operator(each, ";")) return each.offset;
    }
    return std::string::npos;
}

std::size_t open_quote(const OldScript& script, dialect language) {
    for (const token& each : tokens_of(script.file.text, language)) {
        // What begins with a dollar and a tag and has no end is read on as words.
        const bool dollar = language == dialect::postgresql && each.kind == token_kind::variable &&
                            each.text.front() == '$' && each.text.find('$', 1) != std::string_view::npos;
        if (dollar || each.kind == token_kind::broken) return each.offset;
    }
    return std::string::npos;
}

void check_cut(const OldScript& script, const Mark& mark, std::string_view tool, dialect language, Diagnostics& findings) {
    if (mark.indented) {
        findings.push_back(error_at({script.file.path, mark.line, 1}, "indented-mark",
                                    "this mark is indented, and " + std::string(tool) + " does not take it for one",
                                    "let the line begin with it"));
        return;
    }
    const std::size_t start = open_quote(script, language);
    if (start == std::string::npos) return;
    findings.push_back(error_at(
        {script.file.path, mark.line, 1}, "mark-in-quote",
        "this mark stands in a quote or a comment that begins in line " + std::to_string(script.place(start).line) + ", and " +
            std::string(tool) + " cuts the file here nevertheless",
        "end the quote above it, or let the line say something else"));
}

void warn_of_other_marks(const OldScript& script, Diagnostics& findings) {
    const std::vector<std::string> lines = split(script.file.text, '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (const auto& [prefix, tool] : {std::pair{"+goose", "goose"}, std::pair{"migrate:", "dbmate"}}) {
            const auto words = words_of_mark(lines[i], prefix);
            if (!words || words->empty() || (lower(words->front()) != "up" && lower(words->front()) != "down")) continue;
            findings.push_back(warning_at({script.file.path, i < script.lines.size() ? script.lines[i] : 0, 1}, "other-mark",
                                          "'" + trim(lines[i]) + "' is a mark of " + tool +
                                              ", and a mere comment here: what stands below it is run too",
                                          "if it is not to be run, take it out"));
            return;
        }
    }
}

void append(OldScript& script, const OldScript& more) {
    script.file.path = more.file.path;
    script.file.text += more.file.text;
    script.lines.insert(script.lines.end(), more.lines.begin(), more.lines.end());
}

}  // namespace migrations
