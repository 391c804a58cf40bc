#include "revisions/outline.h"

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/error.h"
#include "base/file.h"
#include "base/names.h"
#include "base/sha256.h"
#include "base/toml.h"
#include "revisions/id.h"

namespace migrations {
namespace {

// The lines above the first table: top-level keys cannot stand anywhere else. A text of several lines that looks like
// a table header cuts this short, and then it does not parse.
SourceFile head_of(const SourceFile& file) {
    if (file.text.starts_with('[')) return {file.path, ""};
    const std::size_t header = file.text.find("\n[");
    return {file.path, header == std::string::npos ? file.text : file.text.substr(0, header + 1)};
}

bool read_parents(const Node& node, std::vector<std::string>& parents) {
    if (node.is_string()) {
        parents.push_back(node.string());
        return true;
    }
    if (!node.is_array()) return false;
    for (const Node& each : node.array()) {
        if (!each.is_string()) return false;
        parents.push_back(each.string());
    }
    return true;
}

// The text between double quotes when there is nothing in it that TOML could read in another way.
std::optional<std::string> plain_string(std::string_view value) {
    if (value.size() < 2 || value.front() != '"' || value.back() != '"') return std::nullopt;
    value = value.substr(1, value.size() - 2);
    if (value.find_first_of("\"\\") != std::string_view::npos) return std::nullopt;
    return std::string(value);
}

// The head as generated files have it: a key, blanks, '=' and one plain string a line, or a date after `created`.
// Nothing for any other, which the parser has to read: it takes several times as long.
std::optional<std::map<std::string, std::string>> plain_head(std::string_view text) {
    std::map<std::string, std::string> values;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string line = trim(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#') continue;
        const std::size_t equals = line.find('=');
        if (equals == std::string::npos) return std::nullopt;
        const std::string key = trim(std::string_view(line).substr(0, equals));
        const std::string value = trim(std::string_view(line).substr(equals + 1));
        const bool is_date = key == "created" && value.find_first_not_of("0123456789-:TZ.") == std::string::npos;
        const std::optional<std::string> string = is_date ? value : plain_string(value);
        if (!string || !values.emplace(key, *string).second) return std::nullopt;
    }
    return values;
}

// A revision of a plain head, or nothing.
std::optional<Revision> plain_outline(const SourceFile& file) {
    const auto values = plain_head(head_of(file).text);
    if (!values) return std::nullopt;
    Revision revision;
    for (const auto& [key, value] : *values) {
        if (key == "revision") {
            revision.id = value;
        } else if (key == "down_revision") {
            revision.parents = {value};
        } else if (key == "message") {
            revision.message = value;
        } else if (key != "created") {
            return std::nullopt;
        }
    }
    if (!is_revision_id(revision.id)) return std::nullopt;
    revision.path = file.path;
    revision.file_hash = sha256(file.text);
    return revision;
}

std::optional<Revision> outline_of(const SourceFile& file) {
    if (std::optional<Revision> plain = plain_outline(file)) return plain;
    Diagnostics diagnostics;
    const std::optional<Node> head = parse_toml(head_of(file), diagnostics);
    if (!head) return std::nullopt;
    Revision revision;
    const Node* id = head->find("revision");
    if (id == nullptr || !id->is_string() || !is_revision_id(id->string())) return std::nullopt;
    revision.id = id->string();
    const Node* parents = head->find("down_revision");
    if (parents != nullptr && !read_parents(*parents, revision.parents)) return std::nullopt;
    // Dependencies and labels shape the graph as well.
    if (head->find("depends_on") != nullptr || head->find("branch_labels") != nullptr) return std::nullopt;
    if (const Node* message = head->find("message"); message != nullptr && message->is_string()) {
        revision.message = message->string();
    }
    revision.path = file.path;
    revision.file_hash = sha256(file.text);
    return revision;
}

}  // namespace

std::optional<std::vector<Revision>> read_outlines(const std::string& folder) {
    std::error_code failed;
    std::vector<Revision> outlines;
    for (std::filesystem::recursive_directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const std::filesystem::path& path = entry->path();
        if (path.filename().string().starts_with('.') || entry->is_symlink(failed)) return std::nullopt;
        if (path.extension() != ".toml") continue;
        try {
            std::optional<Revision> outline = outline_of(read_source(path));
            if (!outline) return std::nullopt;
            outlines.push_back(std::move(*outline));
        } catch (const Error&) {
            return std::nullopt;
        }
    }
    if (failed) return std::nullopt;
    std::sort(outlines.begin(), outlines.end(),
              [](const Revision& a, const Revision& b) { return a.path < b.path; });
    return outlines;
}

}  // namespace migrations
