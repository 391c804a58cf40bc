#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace migrations {

// A test as a file: a comment that says the thought, then sections, each a line "-- name --" and
// the lines below it. Which sections there are: HACKING.md, "Cases".

struct CaseSection {
    std::string name;
    std::string text;  // whole lines; blank lines at the end belong to the layout, not to the text
};

struct CaseFile {
    std::string comment;  // everything before the first section
    std::vector<CaseSection> sections;

    // The text of a section without the blank lines at its end, or null when there is none.
    const std::string* find(std::string_view name) const;

    // Replaces the text of a section, or puts a new one in its usual place, with a blank line
    // before and behind it. Blank lines at the end of an old one stay as they are; nothing changes
    // when the text is the same.
    void put(std::string_view name, std::string_view text);
};

// The sections of a text. A line that looks like a header but names none, and a section that is
// there twice, is a problem: one line each, with its number.
CaseFile parse_case(std::string_view text, std::vector<std::string>& problems);

// print(parse_case(text)) == text for a text without problems that ends with a line end.
std::string print(const CaseFile& file);

// The lines without the blank ones at the end; "" or ending with a line end.
std::string without_blank_end(std::string_view text);

}  // namespace migrations
