#include "revisions/outline.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
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

std::optional<Revision> outline_of(const SourceFile& file) {
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
