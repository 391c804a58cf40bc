#include "chains/sqitch_plan.h"

#include <algorithm>
#include <utility>

#include "base/names.h"
#include "base/utf8.h"
#include "chains/file_version.h"

namespace migrations {
namespace {

// What stands in the line before its note.
std::string without_note(const std::string& line, std::string& note) {
    for (std::size_t at = line.find('#'); at != std::string::npos; at = line.find('#', at + 1)) {
        if (at > 0 && line[at - 1] != ' ' && line[at - 1] != '\t') continue;
        note = trim(line.substr(at + 1));
        return trim(line.substr(0, at));
    }
    return trim(line);
}

// "2024-01-15T09:30:00Z", as one of the words.
std::string time_in(const std::string& text) {
    for (const std::string& word : split(text, ' ')) {
        if (word.size() != 20 || word.back() != 'Z') continue;
        std::string digits = word;
        std::erase_if(digits, [](char c) { return c == '-' || c == ':' || c == 'T' || c == 'Z'; });
        if (time_of(digits) == word) return word;
    }
    return "";
}

class Reader {
public:
    Reader(const SourceFile& file, Diagnostics& findings) : file_(file), findings_(findings) {}

    SqitchPlan read() {
        const std::vector<std::string> lines = split(file_.text, '\n');
        for (std::size_t i = 0; i < lines.size(); ++i) {
            line_ = static_cast<int>(i) + 1;
            read_line(lines[i]);
        }
        return std::move(plan_);
    }

private:
    void read_line(const std::string& line) {
        std::string note;
        const std::string text = without_note(line, note);
        if (text.empty()) return;
        if (text.front() == '%') {
            const std::size_t sign = text.find('=');
            if (sign != std::string::npos && trim(text.substr(1, sign - 1)) == "project")
                plan_.project = trim(text.substr(sign + 1));
            return;
        }
        const std::string first = text.substr(0, text.find_first_of(" \t"));
        const std::string planned = time_in(text);
        if (planned.empty()) {
            complain("this line has no time such as 2024-01-15T09:30:00Z",
                     "sqitch writes these lines: sqitch add, sqitch tag");
        } else if (first.front() == '@') {
            tags_.emplace_back(line_, first);
        } else if (first.front() == '-') {
            complain(
                "'" + clipped(text, 40) + "' takes a change back within the plan, which a chain of revisions cannot",
                "take the change and this line out of the plan");
        } else {
            const std::size_t count = plan_.changes.size();
            add(first.front() == '+' ? trim(first.substr(1)) : first, planned, note);
            if (plan_.changes.size() > count) plan_.changes.back().elsewhere = of_other_projects(text);
        }
    }

    // Within the brackets: "[users !old other:roles@v1]".
    std::vector<std::string> of_other_projects(const std::string& text) const {
        const std::size_t begin = text.find(" [");
        const std::size_t end = begin == std::string::npos ? begin : text.find(']', begin);
        std::vector<std::string> found;
        if (end == std::string::npos) return found;
        for (std::string each : split(text.substr(begin + 2, end - begin - 2), ' ')) {
            if (each.starts_with('!')) each.erase(0, 1);
            const std::size_t colon = each.find(':');
            if (colon != std::string::npos && each.substr(0, colon) != plan_.project) found.push_back(each);
        }
        return found;
    }

    void add(const std::string& name, const std::string& planned, const std::string& note) {
        const auto before = std::find_if(plan_.changes.rbegin(), plan_.changes.rend(),
                                         [&](const PlannedChange& each) { return each.name == name; });
        if (before != plan_.changes.rend()) {
            for (const auto& [line, tag] : tags_) {
                if (line > before->line) before->tags.push_back(tag);
            }
            if (before->tags.empty()) {
                complain("change '" + name + "' is there twice without a tag in between",
                         "sqitch rework needs one: sqitch tag");
                return;
            }
            before->is_made_again = true;
        }
        plan_.changes.push_back({name, planned, note, line_, {}, false, {}});
    }

    void complain(const std::string& message, const std::string& help) {
        findings_.push_back(error_at({file_.path, line_, 1}, "sqitch-plan", message, help));
    }

    const SourceFile& file_;
    Diagnostics& findings_;
    SqitchPlan plan_;
    int line_ = 0;
    std::vector<std::pair<int, std::string>> tags_;  // with their lines
};

}  // namespace

SqitchPlan read_sqitch_plan(const SourceFile& file, Diagnostics& findings) { return Reader(file, findings).read(); }

}  // namespace migrations
