#include "schema/text.h"

#include <utility>

#include "base/toml.h"
#include "schema/fields_text.h"
#include "schema/names.h"

namespace migrations {

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
