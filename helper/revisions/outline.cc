#include "revisions/outline.h"

#include <algorithm>
#include <iterator>
#include <array>
#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/toml.h"
#include "revisions/created.h"
#include "revisions/id.h"
#include "revisions/replaced.h"

namespace migrations {
namespace {

// The lines above the operations: top-level keys cannot stand anywhere else. Nothing where something else follows them,
// or a text of several lines has what looks like a header.
std::optional<std::string_view> head_of(std::string_view text) {
    const std::size_t header = text.starts_with('[') ? 0 : text.find("\n[");
    if (header == std::string_view::npos) return text;
    const std::string_view rest = text.substr(header == 0 ? 0 : header + 1);
    if (!rest.starts_with("[[upgrade]]") && !rest.starts_with("[[downgrade]]")) return std::nullopt;
    return text.substr(0, text.size() - rest.size());
}

// The keys that read_revisions() allows at the head of a file.
enum class Key {
    format, revision, down_revision, depends_on, branch_labels, message, created, transactional, irreversible,
    compatible, lost, replaces, upgrade, downgrade
};
constexpr std::array<std::string_view, 14> key_names{"format",        "revision",   "down_revision", "depends_on",
                                                     "branch_labels", "message",    "created",       "transactional",
                                                     "irreversible",  "compatible", "lost",          "replaces",
                                                     "upgrade",       "downgrade"};

std::optional<Key> key_of(std::string_view name) {
    const auto found = std::find(key_names.begin(), key_names.end(), name);
    if (found == key_names.end()) return std::nullopt;
    return static_cast<Key>(found - key_names.begin());
}

// What a key says, where that may be: a string, an array of strings, or other text.
struct KeyValue {
    std::vector<std::string> strings;
    bool is_array = false;
    std::string other;  // "true", "2026-11-22T14:55:00Z", "1"
};

bool are_names(const std::vector<std::string>& names) {
    return std::all_of(names.begin(), names.end(), [](const std::string& name) {
        return is_revision_id(name) && !is_reserved_word(name);
    });
}

bool take_replaced(Revision& revision, const std::vector<std::string>& lines) {
    for (const std::string& each : lines) {
        std::optional<ReplacedRevision> replaced = parse_replaced(each);
        if (!replaced) return false;
        revision.replaces.push_back(std::move(*replaced));
    }
    return true;
}

// False for what read_revisions() would not take as it is.
bool take(Revision& revision, Key key, KeyValue value) {
    const bool string = !value.is_array && value.other.empty();
    const auto names = [&](std::vector<std::string>& to) {
        to = std::move(value.strings);
        return value.other.empty() && are_names(to);
    };
    switch (key) {
        case Key::format: return value.other == "1";
        case Key::revision:
            if (!string || !are_names(value.strings)) return false;
            revision.id = std::move(value.strings.front());
            return true;
        case Key::down_revision: return names(revision.parents);
        case Key::depends_on: return names(revision.depends_on);
        case Key::branch_labels: return names(revision.branch_labels);
        case Key::message:
            if (string) revision.message = std::move(value.strings.front());
            return string;
        case Key::created:
            revision.created = std::move(value.other);
            return utc_digits(revision.created).has_value();
        case Key::transactional:
            revision.transactional = value.other == "true";
            return revision.transactional || value.other == "false";
        case Key::irreversible:
            if (string) revision.irreversible = std::move(value.strings.front());
            return !revision.irreversible.empty();
        case Key::compatible:
            revision.compatible = value.other == "true";
            return revision.compatible || value.other == "false";
        case Key::lost: return value.is_array;
        case Key::replaces: return value.is_array && take_replaced(revision, value.strings);
        case Key::upgrade:
        case Key::downgrade: return value.is_array && value.strings.empty();
    }
    return false;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// Takes "..." off the front when there is nothing in it that TOML could read in another way.
bool take_plain_string(std::string_view& text, std::vector<std::string>& to) {
    if (text.empty() || text.front() != '"') return false;
    const std::size_t end = text.find_first_of("\"\\", 1);
    if (end == std::string_view::npos || text[end] != '"') return false;
    to.emplace_back(text.substr(1, end - 1));
    text.remove_prefix(end + 1);
    return !(text.starts_with('"'));
}

// ["a", "b"] on one line.
bool read_plain_array(std::string_view text, std::vector<std::string>& to) {
    text = trimmed(text.substr(1));
    while (!text.starts_with(']')) {
        if (!take_plain_string(text, to)) return false;
        text = trimmed(text);
        if (text.starts_with(',')) {
            text = trimmed(text.substr(1));
        } else if (!text.starts_with(']')) {
            return false;
        }
    }
    return text.size() == 1;
}

std::optional<KeyValue> plain_value(std::string_view text) {
    KeyValue value;
    if (text.empty()) return std::nullopt;
    if (text.front() == '[') {
        value.is_array = true;
        if (!read_plain_array(text, value.strings)) return std::nullopt;
    } else if (text.front() == '"') {
        if (!take_plain_string(text, value.strings) || !text.empty()) return std::nullopt;
    } else {
        if (text.find_first_not_of("0123456789-:TZ.truefals") != std::string_view::npos) return std::nullopt;
        value.other = text;
    }
    return value;
}

// A revision whose head is as generated files have it: a key, blanks, '=' and one plain value a line. Nothing for any
// other, which the parser has to read: it takes several times as long.
std::optional<Revision> plain_outline(std::string_view text) {
    Revision revision;
    std::array<bool, key_names.size()> seen{};
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#') continue;
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        const std::optional<Key> key = key_of(trimmed(line.substr(0, equals)));
        if (!key || std::exchange(seen[static_cast<std::size_t>(*key)], true)) return std::nullopt;
        std::optional<KeyValue> value = plain_value(trimmed(line.substr(equals + 1)));
        if (!value || !take(revision, *key, std::move(*value))) return std::nullopt;
    }
    return revision;
}

std::optional<KeyValue> value_of(const Node& node) {
    KeyValue value;
    const auto take_string = [&](const Node& from) {
        if (from.is_string()) value.strings.push_back(from.string());
        return from.is_string();
    };
    if (node.is_array()) {
        value.is_array = true;
        if (!std::all_of(node.array().begin(), node.array().end(), take_string)) return std::nullopt;
    } else if (const auto* flag = std::get_if<bool>(&node.value)) {
        value.other = *flag ? "true" : "false";
    } else if (const auto* number = std::get_if<std::int64_t>(&node.value)) {
        value.other = std::to_string(*number);
    } else if (const auto* created = std::get_if<DateTime>(&node.value)) {
        value.other = created->text;
    } else if (!take_string(node)) {
        return std::nullopt;
    }
    return value;
}

std::optional<Revision> parsed_outline(const SourceFile& head) {
    Diagnostics diagnostics;
    const std::optional<Node> root = parse_toml(head, diagnostics);
    if (!root) return std::nullopt;
    Revision revision;
    for (const Entry& entry : root->table()) {
        const std::optional<Key> key = key_of(entry.key);
        if (!key) return std::nullopt;
        std::optional<KeyValue> value = value_of(entry.value);
        if (!value || !take(revision, *key, std::move(*value))) return std::nullopt;
    }
    return revision;
}

std::optional<Revision> outline_of(const SourceFile& file) {
    const std::optional<std::string_view> head = head_of(file.text);
    if (!head) return std::nullopt;
    std::optional<Revision> revision = plain_outline(*head);
    if (!revision) revision = parsed_outline({file.path, std::string(*head)});
    if (!revision || revision->id.empty()) return std::nullopt;
    revision->path = file.path;
    revision->file_hash = sha256(file.text);
    return revision;
}

}  // namespace

std::optional<std::vector<Revision>> read_outlines(const std::string& folder) {
    std::error_code failed;
    std::vector<Revision> outlines;
    for (std::filesystem::recursive_directory_iterator entry(folder, failed), end; !failed && entry != end;
         entry.increment(failed)) {
        const std::filesystem::path& path = entry->path();
        if (path.filename().native().starts_with('.')) {
            entry.disable_recursion_pending();
            continue;
        }
        if (entry->is_symlink(failed)) return std::nullopt;
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

std::optional<std::vector<Revision>> read_outlines(const std::vector<std::string>& folders) {
    std::vector<Revision> all;
    for (const std::string& folder : folders) {
        std::error_code failed;
        if (!std::filesystem::exists(folder, failed) && !failed) continue;
        std::optional<std::vector<Revision>> more = read_outlines(folder);
        if (!more) return std::nullopt;
        std::move(more->begin(), more->end(), std::back_inserter(all));
    }
    return all;
}

}  // namespace migrations
