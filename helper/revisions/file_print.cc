#include <kainjow/mustache.hpp>

#include "base/error.h"
#include "base/names.h"
#include "base/templates.h"
#include "base/toml.h"
#include "operations/text.h"
#include "revisions/file.h"
#include "revisions/replaced.h"

namespace migrations {
namespace {

namespace mustache = kainjow::mustache;

std::string toml_value(const std::string& text) {
    return toml_inline({text, {}});
}

std::string toml_value(const std::vector<std::string>& texts) {
    Node::Array array;
    for (const std::string& text : texts) array.push_back({text, {}});
    return toml_inline({std::move(array), {}});
}

// One a line.
std::string replaced_list(const Revision& revision) {
    std::string text = "[\n";
    for (const ReplacedRevision& each : revision.replaces) text += "    " + toml_value(print_replaced(each)) + ",\n";
    return text + "]";
}

// Each line of the text as a comment. TOML allows no control characters in comments but tabs.
std::string comment(const std::string& text) {
    std::string lines = "# ";
    for (const char c : text) {
        if (c == '\n') {
            lines += "\n# ";
        } else {
            const auto byte = static_cast<unsigned char>(c);
            lines += (byte < 0x20 && c != '\t') || byte == 0x7F ? '?' : c;
        }
    }
    return lines + "\n";
}

// The tables of one direction, an empty line between two of them, without the last line end.
std::string tables(const std::string& header, const Operations& operations,
                   const OperationNotes& notes) {
    std::string text;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (i > 0) text += "\n";
        for (const auto& [index, note] : notes) {
            if (index == i) text += comment(note);
        }
        text += header + "\n" + print_lines(operations[i]);
    }
    if (text.ends_with('\n')) text.pop_back();
    return text;
}

// A line with nothing but one section or comment tag, which is to leave no line behind.
bool is_tag_line(const std::string& line) {
    const std::string tag = trim(line);
    return tag.size() > 4 && tag.starts_with("{{") && std::string("#^/!").find(tag[2]) < 4 &&
           tag.find("}}") == tag.size() - 2;
}

// Stands for "there is a line here": no value that is printed as TOML has it.
constexpr char line_mark = '\x01';

// The library leaves an empty line for a section that is not rendered, and drops wanted empty lines
// behind a tag. So tags on lines of their own are joined to what follows, and all other lines are
// marked as not empty.
std::string with_marked_lines(const std::string& file_template) {
    std::string text;
    const std::vector<std::string> lines = split(file_template, '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool last = i + 1 == lines.size();
        if (is_tag_line(lines[i])) {
            text += trim(lines[i]);
        } else if (!last || !lines[i].empty()) {
            text += line_mark + lines[i] + (last ? "" : "\n");
        }
    }
    return text;
}

}  // namespace

std::string print_revision(
    const Revision& revision, const std::string& file_template,
    const RevisionNotes& notes) {
    if (const mustache::mustache given(file_template); !given.is_valid()) {
        throw Error(Exit::usage,
                    "the template for revisions is malformed: " + given.error_message(),
                    "its syntax is that of mustache.github.io/mustache.5.html");
    }
    mustache::mustache page(with_marked_lines(file_template));
    page.set_custom_escape([](const std::string& text) { return text; });

    mustache::data values(mustache::data::type::object);
    const auto give = [&](const char* name, bool present, const std::string& value) {
        if (present) values.set(name, value);
    };
    const auto give_list = [&](const char* name, const std::vector<std::string>& list) {
        give(name, !list.empty(), toml_value(list));
    };
    give("revision", true, toml_value(revision.id));
    if (revision.parents.size() == 1) {
        give("down_revision", true, toml_value(revision.parents.front()));
    } else {
        give_list("down_revision", revision.parents);
    }
    give_list("depends_on", revision.depends_on);
    give_list("branch_labels", revision.branch_labels);
    give("message", !revision.message.empty(), toml_value(revision.message));
    give("created", !revision.created.empty(), revision.created);
    give("transactional", !revision.transactional, "false");
    give("irreversible", !revision.irreversible.empty(), toml_value(revision.irreversible));
    give("compatible", revision.compatible, "true");
    give_list("lost", revision.lost);
    give("replaces", !revision.replaces.empty(), replaced_list(revision));
    give("empty_downgrade",
         !revision.upgrade.empty() && revision.downgrade.empty() && revision.irreversible.empty(),
         "[]");
    give("blank",
         revision.upgrade.empty() && revision.downgrade.empty() && revision.parents.size() < 2,
         "true");
    give("upgrade", !revision.upgrade.empty(), tables("[[upgrade]]", revision.upgrade, notes.upgrade));
    give("downgrade", !revision.downgrade.empty(),
         tables("[[downgrade]]", revision.downgrade, notes.downgrade));
    std::string text = page.render(values);
    std::erase(text, line_mark);
    return text;
}

const std::string& default_revision_template() {
    static const std::string text = template_revision_toml;
    return text;
}

}  // namespace migrations
