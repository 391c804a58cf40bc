#include "schema/text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/names.h"
#include "base/toml.h"
#include "schema/fields_text.h"
#include "schema/names.h"

namespace migrations {
namespace {

// The keys of text that differs per dialect. "portable" is the text for all the others.
const std::vector<std::string> dialect_keys = {"portable", "sqlite", "postgresql"};

constexpr std::array<std::pair<Action, const char*>, 5> actions = {{
    {Action::no_action, "no action"},
    {Action::restrict, "restrict"},
    {Action::cascade, "cascade"},
    {Action::set_null, "set null"},
    {Action::set_default, "set default"},
}};

void bad_value(const Node& node, std::string message, Diagnostics& diagnostics) {
    diagnostics.push_back(error_at(node.location, "bad-value", std::move(message)));
}

std::string with_suggestion(std::string message, const std::string& suggestion) {
    return suggestion.empty() ? message : message + "; " + suggestion;
}

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
    unknown_keys(node, dialect_keys, in_quotes(key), diagnostics);
    for (const Entry& entry : node.table()) {
        const bool known =
            std::find(dialect_keys.begin(), dialect_keys.end(), entry.key) != dialect_keys.end();
        if (!known || entry.key == "portable") continue;
        from_node(entry.value, entry.key, to[entry.key], diagnostics);
    }
    if (node.table().empty()) bad_value(node, in_quotes(key) + " is empty", diagnostics);
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

// ---- mistakes ----

std::string in_quotes(std::string_view name) {
    return "'" + std::string(name) + "'";
}

void wrong_kind(const Node& node, const std::string& key, const std::string& wanted,
                Diagnostics& diagnostics) {
    diagnostics.push_back(
        error_at(node.location, "wrong-kind",
                 in_quotes(key) + " must be " + wanted + ", not " + kind_of(node)));
}

void missing_key(const Node& table, const std::string& key, const std::string& where,
                 Diagnostics& diagnostics) {
    diagnostics.push_back(
        error_at(table.location, "missing-key", "missing key " + in_quotes(key) + " in " + where));
}

void unknown_keys(const Node& table, const std::vector<std::string>& known,
                  const std::string& where, Diagnostics& diagnostics) {
    for (const Entry& entry : table.table()) {
        if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
        diagnostics.push_back(
            error_at(entry.location, "unknown-key",
                     with_suggestion("unknown key " + in_quotes(entry.key) + " in " + where,
                                     did_you_mean(entry.key, known)),
                     "known keys: " + join(known, ", ")));
    }
}

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

Node to_node(const IndexKey& key) {
    IndexKey short_form;
    short_form.column = key.column;
    if (!key.column.empty() && key == short_form) return to_node(key.column);
    return to_node<IndexKey>(key);
}

Node to_node(Deferrable deferrable) {
    if (deferrable == Deferrable::no) return to_node(false);
    return {std::string(deferrable == Deferrable::immediate ? "immediate" : "deferred"), {}};
}

Node to_node(Action action) {
    for (const auto& [each, name] : actions) {
        if (each == action) return {std::string(name), {}};
    }
    return {std::string(actions[0].second), {}};
}

Node to_node(ObjectKind kind) {
    return {to_string(kind), {}};
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
        if (trim(to.text).empty()) bad_value(node, in_quotes(key) + " is empty", diagnostics);
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
        if (to.name.empty()) bad_value(node, in_quotes(key) + " is empty", diagnostics);
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

void from_node(const Node& node, const std::string& key, Deferrable& to, Diagnostics& diagnostics) {
    if (const bool* value = std::get_if<bool>(&node.value)) {
        to = *value ? Deferrable::immediate : Deferrable::no;
    } else if (!node.is_string()) {
        wrong_kind(node, key, "\"immediate\", \"deferred\" or false", diagnostics);
    } else if (node.string() == "immediate") {
        to = Deferrable::immediate;
    } else if (node.string() == "deferred") {
        to = Deferrable::deferred;
    } else {
        bad_value(node,
                  in_quotes(key) + " is \"immediate\", \"deferred\" or false, not '" +
                      node.string() + "'",
                  diagnostics);
    }
}

void from_node(const Node& node, const std::string& key, Action& to, Diagnostics& diagnostics) {
    if (!node.is_string()) return wrong_kind(node, key, "a string", diagnostics);
    std::string word = lower(node.string());
    std::replace(word.begin(), word.end(), '_', ' ');
    std::vector<std::string> names;
    for (const auto& [each, name] : actions) {
        if (word == name) {
            to = each;
            return;
        }
        names.emplace_back(name);
    }
    diagnostics.push_back(error_at(
        node.location, "bad-value",
        with_suggestion("unknown action " + in_quotes(node.string()) + " in " + in_quotes(key),
                        did_you_mean(word, names)),
        "actions: " + join(names, ", ")));
}

void from_node(const Node& node, const std::string& key, ObjectKind& to, Diagnostics& diagnostics) {
    if (!node.is_string()) return wrong_kind(node, key, "a string", diagnostics);
    std::vector<std::string> names;
    for (const auto& [kind, name] : object_kinds) {
        if (equals_ignoring_case(node.string(), name)) {
            to = kind;
            return;
        }
        names.emplace_back(name);
    }
    diagnostics.push_back(error_at(node.location, "bad-value",
                                   with_suggestion("unknown kind " + in_quotes(node.string()),
                                                   did_you_mean(node.string(), names)),
                                   "kinds: " + join(names, ", ")));
}

void from_node(const Node& node, const std::string& key, std::map<std::string, std::string>& to,
               Diagnostics& diagnostics) {
    if (!node.is_table()) return wrong_kind(node, key, "a table", diagnostics);
    for (const Entry& entry : node.table()) {
        from_node(entry.value, entry.key, to[entry.key], diagnostics);
    }
}

void from_node(const Node& node, const std::string& key, IndexKey& to, Diagnostics& diagnostics) {
    if (node.is_string()) {
        to.column = node.string();
    } else if (!node.is_table()) {
        wrong_kind(node, key, "a column or { expression = \"...\" }", diagnostics);
    } else {
        read_fields(node, in_quotes(key), to, diagnostics);
    }
}

void from_node(const Node& node, const std::string& key, std::vector<IndexKey>& to,
               Diagnostics& diagnostics) {
    if (!node.is_array()) return from_node(node, key, to.emplace_back(), diagnostics);
    for (const Node& each : node.array()) from_node(each, key, to.emplace_back(), diagnostics);
}

void from_node(const Node& node, const std::string& key, PrimaryKey& to, Diagnostics& diagnostics) {
    if (!node.is_array() && !node.is_table()) {
        return wrong_kind(node, key, "an array of columns or a table", diagnostics);
    }
    if (node.is_table()) return read_fields(node, in_quotes(key), to, diagnostics);
    to.origin = Origin(node.location);
    from_node(node, key, to.columns, diagnostics);
}

void from_node(const Node& node, const std::string& key, Generated& to, Diagnostics& diagnostics) {
    if (node.is_table() && !node.find("sqlite") && !node.find("postgresql")) {
        return read_fields(node, in_quotes(key), to, diagnostics);
    }
    from_node(node, key, to.expression, diagnostics);
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
std::string kind_text(const IndexKey*) {
    return "a column or { column, expression, descending, nulls, collation, opclass }";
}
std::string kind_text(const Deferrable*) {
    return "\"immediate\" or \"deferred\"";
}
std::string kind_text(const Action*) {
    std::string text;
    for (const auto& [action, name] : actions) {
        text += (text.empty() ? "\"" : ", \"") + std::string(name) + "\"";
    }
    return text;
}
std::string kind_text(const ObjectKind*) {
    std::string text;
    for (const auto& [kind, name] : object_kinds) {
        text += (text.empty() ? "\"" : ", \"") + std::string(name) + "\"";
    }
    return text;
}
std::string kind_text(const std::map<std::string, std::string>*) {
    return "a table of old = \"new\"";
}

// ---- the public face ----

Node print(const Type& type) {
    return to_node(type);
}
Node print(const Sql& sql) {
    return to_node(sql);
}
Node print(const Value& value) {
    return to_node(value);
}
Node print(const Column& column) {
    return to_node(column);
}
Node print(const Table& table) {
    return to_node(table);
}
Node print(const EnumType& type) {
    return to_node(type);
}
Node print(const Object& object) {
    return to_node(object);
}

namespace {

// The value of a node, or nothing when it held a mistake.
template <class Thing>
std::optional<Thing> parsed(const Node& node, const std::string& key, Diagnostics& diagnostics) {
    Thing thing{};
    const std::size_t before = diagnostics.size();
    from_node(node, key, thing, diagnostics);
    if (diagnostics.size() > before) return std::nullopt;
    return thing;
}

}  // namespace

std::optional<Type> parse_type(const Node& node, Diagnostics& diagnostics) {
    return parsed<Type>(node, "type", diagnostics);
}

std::optional<Sql> parse_sql(const Node& node, Diagnostics& diagnostics) {
    return parsed<Sql>(node, "sql", diagnostics);
}

std::optional<Value> parse_value(const Node& node, Diagnostics& diagnostics) {
    return parsed<Value>(node, "value", diagnostics);
}

Column parse_column(const Node& node, Diagnostics& diagnostics) {
    Column column;
    from_node(node, "column", column, diagnostics);
    return column;
}

Table parse_table(const Node& node, Diagnostics& diagnostics) {
    Table table;
    from_node(node, "table", table, diagnostics);
    complete_names(table);
    return table;
}

EnumType parse_enum(const Node& node, Diagnostics& diagnostics) {
    EnumType type;
    from_node(node, "enum", type, diagnostics);
    return type;
}

std::string print(const Schema& schema) {
    Schema sorted = canonical(schema);
    std::string text;
    const auto append = [&](const char* heading, const Node& node) {
        text += (text.empty() ? "[[" : "\n[[") + std::string(heading) + "]]\n" + toml_lines(node);
    };
    for (const EnumType& type : sorted.enums) append("enums", to_node(type));
    for (Table& table : sorted.tables) {
        table.columns = schema.table(table.name)->columns;
        append("tables", to_node(table));
    }
    for (const Object& object : sorted.objects) append("objects", to_node(object));
    return text;
}

}  // namespace migrations
