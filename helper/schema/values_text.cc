#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "base/names.h"
#include "schema/fields_text.h"

// The text of values and SQL, and of what may differ per dialect.
namespace migrations {
namespace {

// The keys of text that differs per dialect. "portable" is the text for all the others.
const std::vector<std::string> dialect_keys = {"portable", "sqlite", "postgresql"};

Node table_of(const std::string& portable, bool has_portable,
              const std::map<std::string, std::string>& by_dialect) {
    Node::Table entries;
    if (has_portable) entries.push_back({"portable", to_node(portable), {}});
    for (const std::string& dialect : dialect_keys) {
        const auto entry = by_dialect.find(dialect);
        if (entry != by_dialect.end()) entries.push_back({dialect, to_node(entry->second), {}});
    }
    return {std::move(entries), {}};
}

// Reads a table with a text per dialect; the portable one is left to the caller.
void read_per_dialect(const Node& node, const std::string& key,
                      std::map<std::string, std::string>& to, Diagnostics& diagnostics) {
    unknown_keys(node, dialect_keys, quoted(key), diagnostics);
    for (const Entry& entry : node.table()) {
        const bool known =
            std::find(dialect_keys.begin(), dialect_keys.end(), entry.key) != dialect_keys.end();
        if (!known || entry.key == "portable") continue;
        from_node(entry.value, entry.key, to[entry.key], diagnostics);
    }
    if (node.table().empty()) bad_value(node, quoted(key) + " is empty", diagnostics);
}

void read_portable(const Node& node, const std::string& key, Type& to, Diagnostics& diagnostics) {
    if (!node.is_string()) return wrong_kind(node, key, "a type", diagnostics);
    std::string problem;
    if (const auto type = parse_type(node.string(), problem)) {
        to.portable = *type;
    } else {
        diagnostics.push_back(error_at(
            node.location, "unknown-type", problem,
            "types: bool int16 int32 int64 float32 float64 decimal(p,s) string(n) text blob date "
            "time timestamp timestamptz uuid json enum(name), or { sqlite = \"...\", postgresql = "
            "\"...\" }"));
    }
}

}  // namespace

// ---- to nodes ----

Node to_node(const std::string& text) {
    return {text, {}};
}

Node to_node(bool value) {
    return {value, {}};
}

Node to_node(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return {*text, {}};
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return {*integer, {}};
    if (const auto* real = std::get_if<double>(&value)) return {*real, {}};
    if (const auto* truth = std::get_if<bool>(&value)) return {*truth, {}};
    return {Node::Table{{"null", to_node(true), {}}}, {}};
}

Node to_node(const Sql& sql) {
    if (sql.by_dialect.empty()) return to_node(sql.text);
    return table_of(sql.text, !sql.text.empty(), sql.by_dialect);
}

Node to_node(const Collation& collation) {
    if (collation.by_dialect.empty()) return to_node(collation.name);
    return table_of(collation.name, !collation.name.empty(), collation.by_dialect);
}

Node to_node(const Type& type) {
    const std::string portable = to_string(type.portable);
    if (type.verbatim.empty()) return to_node(portable);
    return table_of(portable, !portable.empty(), type.verbatim);
}

Node to_node(const std::map<std::string, std::string>& map) {
    Node::Table entries;
    for (const auto& [key, value] : map) entries.push_back({key, to_node(value), {}});
    return {std::move(entries), {}};
}

// ---- from nodes ----

void from_node(const Node& node, const std::string& key, std::string& to,
               Diagnostics& diagnostics) {
    if (!node.is_string()) return wrong_kind(node, key, "a string", diagnostics);
    to = node.string();
}

void from_node(const Node& node, const std::string& key, bool& to, Diagnostics& diagnostics) {
    const bool* value = std::get_if<bool>(&node.value);
    if (!value) return wrong_kind(node, key, "true or false", diagnostics);
    to = *value;
}

void from_node(const Node& node, const std::string& key, Value& to, Diagnostics& diagnostics) {
    if (const auto* text = std::get_if<std::string>(&node.value)) {
        to = *text;
    } else if (const auto* integer = std::get_if<std::int64_t>(&node.value)) {
        to = *integer;
    } else if (const auto* real = std::get_if<double>(&node.value)) {
        to = *real;
    } else if (const auto* truth = std::get_if<bool>(&node.value)) {
        to = *truth;
    } else if (const auto* date = std::get_if<DateTime>(&node.value)) {
        to = date->text;
    } else if (same(node, to_node(Value(Null{})))) {
        to = Null{};
    } else {
        wrong_kind(node, key, "a value", diagnostics);
    }
}

void from_node(const Node& node, const std::string& key, Sql& to, Diagnostics& diagnostics) {
    if (node.is_string()) {
        to.text = node.string();
        if (trim(to.text).empty()) bad_value(node, quoted(key) + " is empty", diagnostics);
        return;
    }
    if (!node.is_table()) {
        return wrong_kind(node, key, "SQL as a string or as a table with one per dialect",
                          diagnostics);
    }
    read_per_dialect(node, key, to.by_dialect, diagnostics);
    if (const Node* portable = node.find("portable")) {
        from_node(*portable, "portable", to.text, diagnostics);
    }
}

void from_node(const Node& node, const std::string& key, Collation& to, Diagnostics& diagnostics) {
    if (node.is_string()) {
        to.name = node.string();
        if (to.name.empty()) bad_value(node, quoted(key) + " is empty", diagnostics);
        return;
    }
    if (!node.is_table()) {
        return wrong_kind(node, key, "a name as a string or as a table with one per dialect",
                          diagnostics);
    }
    read_per_dialect(node, key, to.by_dialect, diagnostics);
    if (const Node* portable = node.find("portable")) {
        from_node(*portable, "portable", to.name, diagnostics);
    }
}

void from_node(const Node& node, const std::string& key, Type& to, Diagnostics& diagnostics) {
    if (!node.is_table()) return read_portable(node, key, to, diagnostics);
    read_per_dialect(node, key, to.verbatim, diagnostics);
    if (const Node* portable = node.find("portable")) {
        read_portable(*portable, "portable", to, diagnostics);
    }
}

void from_node(const Node& node, const std::string& key, std::map<std::string, std::string>& to,
               Diagnostics& diagnostics) {
    if (!node.is_table()) return wrong_kind(node, key, "a table", diagnostics);
    for (const Entry& entry : node.table()) {
        from_node(entry.value, entry.key, to[entry.key], diagnostics);
    }
}

// ---- kinds, for help ----

std::string kind_text(const std::string*) {
    return "a string";
}
std::string kind_text(const bool*) {
    return "true or false";
}
std::string kind_text(const Value*) {
    return "a value";
}
std::string kind_text(const Sql*) {
    return "SQL, as a string or { sqlite, postgresql }";
}
std::string kind_text(const Collation*) {
    return "a name, as a string or { sqlite, postgresql }";
}
std::string kind_text(const Type*) {
    return "a type";
}
std::string kind_text(const std::map<std::string, std::string>*) {
    return "a table of old = \"new\"";
}

}  // namespace migrations
