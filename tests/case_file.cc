#include "case_file.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace migrations {
namespace {

// In the order in which sections are put into a file. Those that end with ": " have SQL behind it.
constexpr std::string_view section_names[] = {
    "settings",
    "before.toml",
    "database.sqlite",
    "database.postgresql",
    "difference",
    "check",
    "after.toml",
    "operations.toml",
    "options",
    "operations",
    "reverse",
    "sqlite.sql",
    "postgresql.sql",
    "error",
    "error.sqlite",
    "error.postgresql",
    "rows",
    "rows.sqlite",
    "rows.postgresql",
    "refused.sqlite",
    "refused.postgresql",
    "refused_back.sqlite",
    "refused_back.postgresql",
    "expect: ",
    "expect.sqlite: ",
    "expect.postgresql: ",
    "expect down: ",
};

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// The place of a section's name in the list above; their number when it is not there.
std::size_t rank_of(std::string_view name) {
    const auto found = std::find_if(
        std::begin(section_names), std::end(section_names), [&](std::string_view known) {
            const bool asks = known.substr(known.size() - 2) == ": ";
            return asks ? name.substr(0, known.size()) == known && name.size() > known.size()
                        : name == known;
        });
    return static_cast<std::size_t>(found - std::begin(section_names));
}

// The name in a line "-- name --\n", or "".
std::string_view name_in(std::string_view line) {
    constexpr std::string_view open = "-- ";
    constexpr std::string_view close = " --\n";
    if (line.size() <= open.size() + close.size() || line.substr(0, open.size()) != open) return {};
    if (line.substr(line.size() - close.size()) != close) return {};
    return line.substr(open.size(), line.size() - open.size() - close.size());
}

}  // namespace

std::string without_blank_end(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = text.rfind('\n', text.size() - 2);
        const std::size_t start = text.size() < 2 || end == std::string_view::npos ? 0 : end + 1;
        if (!is_blank(text.substr(start))) break;
        text = text.substr(0, start);
    }
    std::string kept(text);
    if (!kept.empty() && kept.back() != '\n') kept += '\n';
    return kept;
}

const std::string* CaseFile::find(std::string_view name) const {
    for (const CaseSection& each : sections) {
        if (each.name == name) return &each.text;
    }
    return nullptr;
}

void CaseFile::put(std::string_view name, std::string_view text) {
    const std::string wanted = without_blank_end(text);
    for (CaseSection& each : sections) {
        if (each.name != name) continue;
        const std::size_t length = without_blank_end(each.text).size();
        each.text = wanted + (length < each.text.size() ? each.text.substr(length) : "");
        return;
    }
    const auto behind =
        std::find_if(sections.begin(), sections.end(),
                     [&](const CaseSection& each) { return rank_of(each.name) > rank_of(name); });
    const bool last = behind == sections.end();
    if (behind != sections.begin()) {
        std::string& above = std::prev(behind)->text;
        if (without_blank_end(above).size() == above.size()) above += '\n';
    }
    sections.insert(behind, {std::string(name), wanted + (last ? "" : "\n")});
}

CaseFile parse_case(std::string_view text, std::vector<std::string>& problems) {
    CaseFile file;
    int number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end);
        ++number;
        const std::string_view name = name_in(line);
        if (name.empty()) {
            (file.sections.empty() ? file.comment : file.sections.back().text) += line;
            continue;
        }
        if (rank_of(name) == std::size(section_names)) {
            problems.push_back("line " + std::to_string(number) + ": there is no section '" +
                               std::string(name) + "'");
        }
        if (file.find(name) != nullptr) {
            problems.push_back("line " + std::to_string(number) + ": section '" +
                               std::string(name) + "' is there twice");
        }
        file.sections.push_back({std::string(name), ""});
    }
    return file;
}

std::string print(const CaseFile& file) {
    std::string text = file.comment;
    for (const CaseSection& each : file.sections) text += "-- " + each.name + " --\n" + each.text;
    return text;
}

}  // namespace migrations
