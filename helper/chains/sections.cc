#include "chains/sections.h"

#include <optional>

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
    for (const std::string& each : split(comment.substr(prefix.size()), ' ')) {
        if (!trim(each).empty()) words.push_back(trim(each));
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
            part.mark = {std::move(*words), number};
            part.script.file.path = file.path;
        } else {
            add_line(parts.back().script, lines[i], number);
        }
    }
    return parts;
}

bool has_statements(const OldScript& script) {
    for (const token& each : tokens_of(script.file.text, dialect::postgresql)) {
        if (!is_operator(each, ";")) return true;
    }
    return false;
}

void append(OldScript& script, const OldScript& more) {
    script.file.path = more.file.path;
    script.file.text += more.file.text;
    script.lines.insert(script.lines.end(), more.lines.begin(), more.lines.end());
}

}  // namespace migrations
