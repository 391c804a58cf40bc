#include "base/toml.h"

#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/toml_plain.h"
#include "base/toml_scan.h"

namespace migrations {
namespace {

class Converter {
public:
    Converter(const SourceFile& file, const LineIndex& index, const TomlScan& scan)
        : file_(file), index_(index), scan_(scan) {}

    std::size_t offset_of(const toml::source_position& position) const {
        return scan_.offset_of(position.line, position.column);
    }

    Location at(std::size_t offset) const { return index_.at(file_.path, offset); }

    Node convert(const toml::node& node) const {
        const std::size_t offset = offset_of(node.source().begin);
        Node result;
        result.location = at(offset);
        if (const toml::table* table = node.as_table()) {
            result.value = convert_table(*table);
        } else if (const toml::array* array = node.as_array()) {
            Node::Array values;
            values.reserve(array->size());
            for (const toml::node& value : *array) values.push_back(convert(value));
            result.value = std::move(values);
        } else if (const auto* text = node.as_string()) {
            result.value = text->get();
        } else {
            result.value = scalar_at(offset);
        }
        return result;
    }

    Node::Table convert_table(const toml::table& table) const {
        std::vector<std::pair<std::size_t, Entry>> found;
        found.reserve(table.size());
        for (const auto& [key, value] : table) {
            const std::size_t offset = offset_of(key.source().begin);
            found.emplace_back(offset, Entry{std::string(key.str()), convert(value), at(offset)});
        }
        std::sort(found.begin(), found.end(),
                  [](const auto& a, const auto& b) { return a.first < b.first; });
        Node::Table entries;
        entries.reserve(found.size());
        for (auto& [offset, entry] : found) entries.push_back(std::move(entry));
        return entries;
    }

private:
    decltype(Node::value) scalar_at(std::size_t offset) const {
        const auto found = std::lower_bound(
            scan_.scalars.begin(), scan_.scalars.end(), offset,
            [](const auto& scalar, std::size_t wanted) { return scalar.first < wanted; });
        if (found == scan_.scalars.end() || found->first != offset) {
            throw Error(Exit::internal, "a value of '" + file_.path + "' has lost its place");
        }
        return found->second;
    }

    const SourceFile& file_;
    const LineIndex& index_;
    const TomlScan& scan_;
};

// "Error while parsing key-value pair: cannot redefine existing string 'a'" -> "cannot redefine
// existing string 'a'"
std::string reason_of(const toml::parse_error& error) {
    std::string reason(error.description());
    if (const std::size_t colon = reason.find(": ");
        reason.starts_with("Error while") && colon != std::string::npos) {
        reason.erase(0, colon + 2);
    }
    return reason;
}

}  // namespace

std::optional<Node> parse_toml(const SourceFile& file, Diagnostics& diagnostics) {
    if (std::optional<Node> plain = parse_plain_toml(file)) return plain;
    const LineIndex index(file.text);
    const std::optional<TomlScan> scan = scan_toml(file, index, diagnostics);
    if (!scan) return std::nullopt;
    const Converter converter(file, index, *scan);
    try {
        const toml::table root = toml::parse(std::string_view(scan->text));
        return Node{converter.convert_table(root), Location{file.path, 0, 0}};
    } catch (const toml::parse_error& error) {
        // The scanner has left only keys that clash; toml++ notices them after the key.
        const std::size_t noticed = converter.offset_of(error.source().begin);
        const auto next = std::upper_bound(scan->keys.begin(), scan->keys.end(), noticed);
        const std::size_t offset = next == scan->keys.begin() ? noticed : *(next - 1);
        diagnostics.push_back(error_at(converter.at(offset), "toml-syntax", reason_of(error)));
        return std::nullopt;
    }
}

}  // namespace migrations
