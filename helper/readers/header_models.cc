#include "readers/header_models.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "base/names.h"
#include "migrations/model/encoding.hpp"
#include "readers/header_decoder.h"
#include "schema/fields_text.h"

namespace migrations {
namespace {

constexpr std::size_t numbers_size = 16;

std::optional<std::uint64_t> number_in(std::string_view digits) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

// Whether a member whose type in C++ stands for `own` can hold values of the written type, which is then what the
// column is. A type of the user's own knows better than we do.
bool can_hold(const std::string& own, const std::string& written) {
    static const std::set<std::string> texts = {"text", "string", "decimal", "json", "uuid", "enum"};
    const std::string family = written.substr(0, written.find('('));
    if (own == "text") return texts.contains(family);
    if (own == "timestamptz") return family == "timestamp" || family == "timestamptz";
    return family == own.substr(0, own.find('('));
}

class CppMistakes {
public:
    explicit CppMistakes(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

    // Reports them, and takes the keys that are for this alone out of the document.
    void check_table(const std::string& name, Node& table) {
        table_ = name;
        class_ = text_of(table, "cpp");
        const Entry* key = nullptr;
        for (Entry& entry : std::get<Node::Table>(table.value)) {
            if (entry.key == "primary_key") {
                if (key != nullptr) {
                    report(entry.location, "duplicate-name",
                           "table " + quoted(name) + " has two primary keys; the other one is in " + to_string(key->location));
                }
                key = &entry;
            }
            if (entry.key == "columns" && entry.value.is_table()) check_columns(std::get<Node::Table>(entry.value.value));
            if (entry.key == "foreign_keys" && entry.value.is_array()) {
                for (Node& each : std::get<Node::Array>(entry.value.value)) check_target(each, "a foreign key of '" + table_ + "'");
            }
        }
    }

private:
    static std::string text_of(const Node& table, const char* key) {
        const Node* value = table.find(key);
        return value != nullptr && value->is_string() ? value->string() : "";
    }

    void report(const Location& location, const char* rule, std::string message, std::string help = {}) {
        diagnostics_.push_back(error_at(location, rule, std::move(message), std::move(help)));
    }

    void check_columns(Node::Table& columns) {
        std::map<std::string, Location> first;
        std::erase_if(columns, [&](const Entry& entry) {
            const auto [found, is_new] = first.emplace(entry.key, entry.location);
            if (!is_new) {
                report(entry.location, "duplicate-name",
                       "column " + quoted(table_ + "." + entry.key) + " is declared twice; the other one is in " +
                           to_string(found->second));
            }
            return !is_new;
        });
        for (Entry& column : columns) check_column(column);
    }

    void check_column(Entry& column) {
        if (!column.value.is_table()) return;
        const std::string name = quoted(table_ + "." + column.key);
        if (const std::string owner = text_of(column.value, "!owner"); !owner.empty()) {
            report(column.location, "cpp-member", "column " + name + " is a member of " + owner + ", not of " + class_);
        }
        if (const std::string own = text_of(column.value, "!member_type"); !own.empty()) {
            const std::string written = text_of(column.value, "type");  // "" where each dialect has its own
            if (!written.empty() && !can_hold(own, written)) {
                report(column.location, "cpp-type",
                       "the member of column " + name + " is " + (own == "enum" ? "an enum" : quoted(own)) + " and cannot hold " +
                           quoted(written),
                       own == "enum" ? "leave .type() out: its values are those of migrations::enumeration"
                                     : "give the member another type, or specialise migrations::sql_type for the one it has");
            }
        }
        check_target(column.value, "column " + name);
    }

    void check_target(Node& holder, const std::string& what) {
        if (!holder.is_table()) throw Damaged();
        if (const std::string none = text_of(holder, "!no_table"); !none.empty()) {
            report(holder.location, "cpp-reference", what + " refers to " + none + ", which is no table",
                   "specialise migrations::table<" + none + ">, in a header that the one with the foreign key includes; or, where the "
                   "member is inherited, say whose it is: references<Class, &Class::member>()");
            // With the target unknown, what the key does on delete says nothing.
            std::erase_if(std::get<Node::Table>(holder.value), [](const Entry& entry) {
                static const std::set<std::string> rules = {"on_delete", "on_update", "deferrable", "match", "not_valid"};
                return rules.contains(entry.key);
            });
        }
        std::erase_if(std::get<Node::Table>(holder.value), [](const Entry& entry) { return entry.key.starts_with('!'); });
    }

    Diagnostics& diagnostics_;
    std::string table_;
    std::string class_;
};

// Keys whose target is unknown are no keys.
void drop_keys_without_target(Node& table) {
    for (Entry& entry : std::get<Node::Table>(table.value)) {
        if (entry.key != "foreign_keys" || !entry.value.is_array()) continue;
        std::erase_if(std::get<Node::Array>(entry.value.value), [](const Node& key) { return key.find("table") == nullptr; });
    }
}

Node::Table& table_in(Node& root, std::size_t index) { return std::get<Node::Table>(std::get<Node::Table>(root.value)[index].value.value); }

// Appends what a document has under a key. An enum comes with each column that is of it.
void append(Node::Table from, Node::Table& to) {
    for (Entry& entry : from) {
        const bool again = std::any_of(to.begin(), to.end(), [&](const Entry& known) {
            return known.key == entry.key && known.location == entry.location;
        });
        if (!again) to.push_back(std::move(entry));
    }
}

// The order in which they stand in the headers.
void sort_by_place(Node::Table& entries) {
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        return std::tie(a.location.path, a.location.line) < std::tie(b.location.path, b.location.line);
    });
}

}  // namespace

std::vector<std::string_view> encoded_models(std::string_view bytes) {
    static constexpr std::string_view mark = model_detail::encoding_mark;
    std::vector<std::string_view> found;
    for (std::size_t at = bytes.find(mark); at != std::string_view::npos; at = bytes.find(mark, at + 1)) {
        const std::size_t begin = at + mark.size();
        if (bytes.size() - begin < numbers_size) break;
        // Debug information may hold the mark by itself.
        const std::optional<std::uint64_t> version = number_in(bytes.substr(begin, 8));
        const std::optional<std::uint64_t> size = number_in(bytes.substr(begin + 8, 8));
        if (!version || !size) continue;
        const std::string_view piece = bytes.substr(at, mark.size() + numbers_size + *size);
        found.push_back(piece);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

std::vector<std::string> files_of(const Node& models) {
    std::set<std::string> files;
    for (const Entry& section : models.table()) {
        for (const Entry& each : section.value.table()) {
            files.insert(each.location.path);
            const Node* columns = each.value.find("columns");
            if (columns == nullptr || !columns->is_table()) continue;
            for (const Entry& column : columns->table()) files.insert(column.location.path);
        }
    }
    return {files.begin(), files.end()};
}

Node read_header_models(std::string_view bytes, const std::string& path, Diagnostics& diagnostics,
                        const std::vector<std::string>& headers) {
    const Location whole{path, 0, 0};
    Node root{Node::Table{{"enums", Node{Node::Table{}, whole}, whole}, {"tables", Node{Node::Table{}, whole}, whole}}, whole};
    const std::vector<std::string_view> pieces = encoded_models(bytes);
    if (pieces.empty()) {
        diagnostics.push_back(error_at(whole, "no-models", "there are no models in this file",
                                       "it must be an object file that add_schema_models(HEADERS) compiles, without "
                                       "link-time optimisation"));
    }
    CppMistakes mistakes(diagnostics);
    for (const std::string_view piece : pieces) {
        const std::string_view numbers = piece.substr(model_detail::encoding_mark.size());
        const std::uint64_t version = *number_in(numbers.substr(0, 8));
        if (version != static_cast<std::uint64_t>(model_detail::encoding_version)) {
            diagnostics.push_back(error_at(whole, "no-models",
                                           "the models in this file are of encoding " + std::to_string(version) +
                                               ", and this program reads " + std::to_string(model_detail::encoding_version),
                                           "the headers in <migrations/model> and the program 'migrations' must be of one version"));
            continue;
        }
        try {
            Node document = decode_model(numbers.substr(numbers_size), headers, diagnostics);
            if (document.find("tables") == nullptr || document.find("enums") == nullptr) throw Damaged();
            for (Entry& section : std::get<Node::Table>(document.value)) {
                if (!section.value.is_table()) throw Damaged();
                if (section.key == "enums") append(std::get<Node::Table>(section.value.value), table_in(root, 0));
                if (section.key != "tables") continue;
                for (Entry& table : std::get<Node::Table>(section.value.value)) {
                    if (!table.value.is_table()) throw Damaged();
                    mistakes.check_table(table.key, table.value);
                    drop_keys_without_target(table.value);
                    table_in(root, 1).push_back(std::move(table));
                }
            }
        } catch (const Damaged&) {
            diagnostics.push_back(error_at(whole, "no-models", "the models in this file are damaged", "delete it and build again"));
        }
    }
    sort_by_place(table_in(root, 0));
    sort_by_place(table_in(root, 1));
    return root;
}

}  // namespace migrations
