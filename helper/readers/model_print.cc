#include "readers/model_print.h"

#include <algorithm>
#include <map>
#include <utility>
#include <variant>

#include "base/toml.h"
#include "readers/table_layout.h"
#include "readers/toml_objects.h"
#include "readers/written_cpp_names.h"
#include "schema/fields_text.h"

namespace migrations {
namespace {

template <class Member>
void put(Node::Table& entries, const char* key, const Member& value) {
    entries.push_back({key, to_node(value), {}});
}

// A constraint or index as its table in the file. A name that the reader chooses is not written.
template <class Thing>
Node without_automatic_name(const Thing& thing) {
    Node node = to_node(thing);
    if (thing.automatic.value) {
        std::erase_if(std::get<Node::Table>(node.value),
                      [](const Entry& each) { return each.key == "name"; });
    }
    return node;
}

class ModelPrinter {
public:
    explicit ModelPrinter(const Schema& schema) : schema_(schema), cpp_(written_cpp_names(schema)) {
        for (const Table& table : schema.tables) {
            for (const Column& column : table.columns) {
                const Enum* named = std::get_if<Enum>(&column.type.portable);
                if (named != nullptr) ++uses_[named->name];
            }
        }
        for (const Table& table : schema.tables) {
            for (const Column& column : table.columns) {
                if (is_inline_enum(table, column))
                    inline_enums_[std::get<Enum>(column.type.portable).name] = true;
            }
        }
    }

    // The enums that stand at no column.
    std::string enums() const {
        std::string text;
        for (const EnumType& each : schema_.enums) {
            if (inline_enums_.contains(each.name)) continue;
            Node::Table entries;
            put(entries, "values", each.values);
            if (each.native) put(entries, "native", true);
            add_cpp(entries, cpp_.enums, each.name);
            text += (text.empty() ? "[enums." : "\n[enums.") + toml_key(each.name) + "]\n" +
                    toml_lines({std::move(entries), {}});
        }
        return text;
    }

    std::string table(const Table& given) const {
        const TableLayout layout = layout_of(given, schema_);
        const Table& table = layout.table;
        const std::string name = "tables." + toml_key(table.name);

        Node::Table head;
        add_cpp(head, cpp_.tables, table.name);
        if (!table.comment.empty()) put(head, "comment", table.comment);
        if (table.primary_key && !layout.key_at_column) {
            const PrimaryKey& key = *table.primary_key;
            if (key.automatic.value) {
                put(head, "primary_key", key.columns);
            } else {
                put(head, "primary_key", key);
            }
        }
        if (table.strict) put(head, "strict", true);
        if (table.without_rowid) put(head, "without_rowid", true);
        if (table.unlogged) put(head, "unlogged", true);
        if (!(table.with == Parameters())) put(head, "with", table.with);
        std::string text;
        if (!head.empty()) text += "[" + name + "]\n" + toml_lines({std::move(head), {}}) + "\n";

        Node::Table columns;
        for (const Column& each : table.columns) {
            columns.push_back({each.name, {column(each, layout), {}}, {}});
        }
        text += "[" + name + ".columns]\n" + toml_lines({std::move(columns), {}});
        add_things(name + ".uniques", table.uniques, layout.uniques_at_columns, text);
        add_things(name + ".checks", table.checks, layout.checks_at_columns, text);
        add_things(name + ".excludes", table.excludes, 0, text);
        add_things(name + ".foreign_keys", table.foreign_keys, layout.foreign_keys_at_columns, text);
        add_things(name + ".indexes", table.indexes, layout.indexes_at_columns, text);
        return text;
    }

    // Views, triggers, functions: each in the section of its kind.
    std::string objects() const {
        std::string text;
        for (const Object& each : schema_.objects) {
            Node::Table entries;
            if (!each.table.empty()) put(entries, "table", each.table);
            put(entries, "sql", each.sql);
            text += (text.empty() ? "[" : "\n[") + object_section(each.kind) + "." + toml_key(each.name) + "]\n" +
                    toml_lines({std::move(entries), {}});
        }
        return text;
    }

private:
    // `values` at a column define the enum <table>_<column>.
    bool is_inline_enum(const Table& table, const Column& column) const {
        const Enum* named = std::get_if<Enum>(&column.type.portable);
        return named != nullptr && named->name == table.name + "_" + column.name &&
               schema_.enum_type(named->name) != nullptr && uses_.at(named->name) == 1;
    }

    static void add_cpp(Node::Table& entries, const std::map<std::string, std::string>& names,
                        const std::string& name) {
        const auto written = names.find(name);
        if (written != names.end()) put(entries, "cpp", written->second);
    }

    template <class Thing>
    static void add_things(const std::string& heading, const std::vector<Thing>& things,
                           std::size_t first, std::string& text) {
        for (std::size_t i = first; i < things.size(); ++i) {
            text += "\n[[" + heading + "]]\n" + toml_lines(without_automatic_name(things[i]));
        }
    }

    template <class Thing>
    static const Thing* at_column(const std::vector<Thing>& things, std::size_t count,
                                  const std::string& column) {
        for (std::size_t i = 0; i < count; ++i) {
            if (things[i].columns.front() == column) return &things[i];
        }
        return nullptr;
    }

    void add_type(const Table& table, const Column& column, Node::Table& entries) const {
        if (!is_inline_enum(table, column)) return put(entries, "type", column.type);
        Node type = to_node(column.type);
        if (type.is_table()) {
            for (Entry& each : std::get<Node::Table>(type.value)) {
                if (each.key == "portable") each.value = to_node(std::string("enum"));
            }
        } else {
            type = to_node(std::string("enum"));
        }
        entries.push_back({"type", std::move(type), {}});
        const EnumType& named = *schema_.enum_type(std::get<Enum>(column.type.portable).name);
        put(entries, "values", named.values);
        if (named.native) put(entries, "native", true);
        add_cpp(entries, cpp_.enums, named.name);
    }

    Node::Table column(const Column& column, const TableLayout& layout) const {
        const Table& table = layout.table;
        Node::Table entries;
        add_type(table, column, entries);
        if (!(column.collation == Collation())) put(entries, "collation", column.collation);
        if (column.null) put(entries, "null", true);
        const bool is_key =
            layout.key_at_column && table.primary_key->columns.front() == column.name;
        if (is_key) put(entries, "primary_key", true);
        if (!(column.identity == Identity(implies_identity(column, table))))
            put(entries, "identity", column.identity);
        if (column.autoincrement) put(entries, "autoincrement", true);
        if (at_column(table.uniques, layout.uniques_at_columns, column.name) != nullptr)
            put(entries, "unique", true);
        if (column.default_value) put(entries, "default", *column.default_value);
        if (column.default_expr) put(entries, "default_expr", *column.default_expr);
        if (column.generated) add_generated(*column.generated, entries);
        const ForeignKey* key =
            at_column(table.foreign_keys, layout.foreign_keys_at_columns, column.name);
        if (key != nullptr) add_reference(*key, entries);
        add_check(layout, column, entries);
        for (std::size_t i = 0; i < layout.indexes_at_columns; ++i) {
            if (table.indexes[i].keys.front().column == column.name) put(entries, "index", true);
        }
        if (!column.comment.empty()) put(entries, "comment", column.comment);
        return entries;
    }

    static void add_generated(const Generated& generated, Node::Table& entries) {
        if (generated.stored) {
            put(entries, "generated", generated.expression);
        } else {
            put(entries, "generated", generated);
        }
    }

    static void add_reference(const ForeignKey& key, Node::Table& entries) {
        put(entries, "references", key.table + "." + key.references.front());
        if (key.on_delete != Action::no_action) put(entries, "on_delete", key.on_delete);
        if (key.on_update != Action::no_action) put(entries, "on_update", key.on_update);
        if (key.deferrable != Deferrable::no) put(entries, "deferrable", key.deferrable);
    }

    static void add_check(const TableLayout& layout, const Column& column, Node::Table& entries) {
        for (std::size_t i = 0; i < layout.checks_at_columns; ++i) {
            if (layout.check_columns[i] == column.name)
                put(entries, "check", layout.table.checks[i].expression);
        }
    }

    const Schema& schema_;
    WrittenCppNames cpp_;
    std::map<std::string, int> uses_;  // enum -> columns of its type
    std::map<std::string, bool> inline_enums_;
};

}  // namespace

std::string print_models(const Schema& schema) {
    const ModelPrinter printer(schema);
    std::string text = printer.enums();
    for (const Table& each : schema.tables) text += (text.empty() ? "" : "\n") + printer.table(each);
    if (!schema.objects.empty()) text += (text.empty() ? "" : "\n") + printer.objects();
    return text;
}

std::vector<PrintedModel> print_models_apart(const Schema& schema) {
    const ModelPrinter printer(schema);
    std::vector<PrintedModel> models;
    if (std::string enums = printer.enums(); !enums.empty()) models.push_back({"enums", std::move(enums)});
    for (const Table& each : schema.tables) models.push_back({each.name, printer.table(each)});
    if (!schema.objects.empty()) models.push_back({"objects", printer.objects()});
    return models;
}

Schema with_names(const Schema& schema) {
    Schema named = schema;
    for (Table& each : named.tables) each = layout_of(each, schema).table;
    return named;
}

}  // namespace migrations
