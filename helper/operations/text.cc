#include "operations/text.h"

#include <algorithm>
#include <set>
#include <type_traits>
#include <utility>

#include "base/names.h"
#include "base/sql_text.h"
#include "base/toml.h"
#include "schema/fields_text.h"
#include "schema/names.h"
#include "schema/text.h"

namespace migrations {

// ---- the members that only operations have; found by fields_text.h through their types ----

Node to_node(const Cell& cell);
Node to_node(const Row& row);
Node to_node(const Operation& operation);
void from_node(const Node& node, const std::string& key, Cell& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, Row& to, Diagnostics& diagnostics);
void from_node(const Node& node, const std::string& key, Operation& to, Diagnostics& diagnostics);
std::string kind_text(const Row*);
std::string kind_text(const Operation*);

Node to_node(const Cell& cell) {
    if (const Value* value = std::get_if<Value>(&cell)) return to_node(*value);
    return {Node::Table{{"expr", to_node(std::get<Sql>(cell)), {}}}, {}};
}

Node to_node(const Row& row) {
    Node::Table entries;
    for (const auto& [column, cell] : row) entries.push_back({column, to_node(cell), {}});
    return {std::move(entries), {}};
}

Node to_node(const Operation& operation) {
    return print(operation);
}

void from_node(const Node& node, const std::string& key, Cell& to, Diagnostics& diagnostics) {
    if (!node.is_table() || node.find("null")) {
        from_node(node, key, to.emplace<Value>(), diagnostics);
        return;
    }
    unknown_keys(node, {"expr", "null"}, quoted(key), diagnostics);
    if (const Node* expression = node.find("expr")) {
        from_node(*expression, "expr", to.emplace<Sql>(), diagnostics);
    } else {
        missing_key(node, "expr", quoted(key), diagnostics);
    }
}

void from_node(const Node& node, const std::string& key, Row& to, Diagnostics& diagnostics) {
    if (!node.is_table()) return wrong_kind(node, key, "a table", diagnostics);
    for (const Entry& entry : node.table()) {
        to.emplace_back(entry.key, Cell{});
        from_node(entry.value, entry.key, to.back().second, diagnostics);
    }
}

void from_node(const Node& node, const std::string&, Operation& to, Diagnostics& diagnostics) {
    if (auto operation = parse_operation(node, diagnostics)) to = std::move(*operation);
}

std::string kind_text(const Row*) {
    return "a table of column = value or { expr = \"...\" }";
}
std::string kind_text(const Operation*) {
    return "an operation";
}

namespace {

using Kinds = std::make_index_sequence<std::variant_size_v<Change>>;

template <std::size_t... I>
std::vector<std::string> names_of_kinds(std::index_sequence<I...>) {
    return {std::variant_alternative_t<I, Change>::name...};
}

// Makes `change` an empty operation of this name. False when there is none.
template <std::size_t... I>
bool choose_kind(const std::string& name, Change& change, std::index_sequence<I...>) {
    return ((name == std::variant_alternative_t<I, Change>::name && (change.emplace<I>(), true)) ||
            ...);
}

// The only identifier of a check, or "".
std::string only_identifier(const Sql& expression) {
    std::set<std::string> found;
    const auto look_in = [&](const std::string& text) {
        for (std::string& name : identifiers_in(text)) found.insert(std::move(name));
    };
    look_in(expression.text);
    for (const auto& [dialect, text] : expression.by_dialect) look_in(text);
    return found.size() == 1 ? *found.begin() : "";
}

template <class Thing>
void give_name(Thing& thing, std::string name) {
    if (!thing.name.empty()) return;
    thing.name = std::move(name);
    thing.automatic.value = true;
}

// Names the constraint or index that an operation adds, where the author left that to us.
void complete_name(const Node& node, Change& change, Diagnostics& diagnostics) {
    if (auto* create = std::get_if<CreateTable>(&change)) {
        complete_names(create->table);
    } else if (auto* key = std::get_if<AddPrimaryKey>(&change)) {
        give_name(key->primary_key, primary_key_name(key->table));
    } else if (auto* unique = std::get_if<AddUnique>(&change)) {
        give_name(unique->unique, unique_name(unique->table, unique->unique.columns));
    } else if (auto* foreign = std::get_if<AddForeignKey>(&change)) {
        give_name(foreign->foreign_key,
                  foreign_key_name(foreign->table, foreign->foreign_key.columns));
    } else if (auto* index = std::get_if<CreateIndex>(&change)) {
        give_name(index->index, index_name(index->table, index->index.keys));
    } else if (auto* check = std::get_if<AddCheck>(&change)) {
        const std::string column = only_identifier(check->check.expression);
        if (check->check.name.empty() && column.empty()) {
            const Node* place = node.find("check");
            return missing_key(place ? *place : node, "name", "'check'", diagnostics);
        }
        give_name(check->check, check_name(check->table, column));
    } else if (auto* exclude = std::get_if<AddExclude>(&change)) {
        const std::string column = only_identifier(exclude->exclude.expression);
        if (exclude->exclude.name.empty() && column.empty()) {
            const Node* place = node.find("exclude");
            return missing_key(place ? *place : node, "name", "'exclude'", diagnostics);
        }
        give_name(exclude->exclude, exclude_name(exclude->table, column));
    }
}

std::string padded(const std::string& text, std::size_t width) {
    return text.size() < width ? text + std::string(width - text.size(), ' ') : text;
}

// Appends a line for each field: its key, what it holds, and whether it must be given.
template <class Struct>
void describe_fields(std::size_t width, std::string& text) {
    const auto describe = [&]<class Owner, class Member>(const Field<Owner, Member>& field) {
        if constexpr (HasFields<Member>) {
            if (field.name[0] == '\0') return describe_fields<Member>(width, text);
        }
        text += "  " + padded(field.name, width) + "  " +
                kind_text(static_cast<const Member*>(nullptr)) +
                (field.required ? " (required)\n" : "\n");
    };
    std::apply([&](const auto&... field) { (describe(field), ...); }, Struct::fields);
}

template <class Kind>
std::string description() {
    std::size_t width = 0;
    for (const std::string& key : keys_of<Kind>()) width = std::max(width, key.size());
    std::string text = std::string(Kind::name) + "\n";
    describe_fields<Kind>(width, text);
    return text;
}

}  // namespace

Node print(const Operation& operation) {
    Node::Table entries;
    std::visit(
        [&]<class Kind>(const Kind& change) {
            entries.push_back({"op", to_node(std::string(Kind::name)), {}});
            fields_text::append_fields(change, entries);
        },
        operation.change);
    return {std::move(entries), {}};
}

std::optional<Operation> parse_operation(const Node& node, Diagnostics& diagnostics) {
    const std::size_t mistakes = diagnostics.size();
    const Node* name = node.find("op");
    if (!node.is_table()) {
        wrong_kind(node, "operation", "a table", diagnostics);
    } else if (!name) {
        missing_key(node, "op", "an operation", diagnostics);
    } else if (!name->is_string()) {
        wrong_kind(*name, "op", "a string", diagnostics);
    }
    if (diagnostics.size() > mistakes) return std::nullopt;

    Operation operation;
    operation.origin = Origin(node.location);
    if (!choose_kind(name->string(), operation.change, Kinds{})) {
        const std::string near = did_you_mean(name->string(), operation_names());
        diagnostics.push_back(error_at(
            name->location, "unknown-operation",
            "unknown operation " + quoted(name->string()) + (near.empty() ? "" : "; " + near),
            "operations: " + join(operation_names(), ", ")));
        return std::nullopt;
    }
    std::visit([&]<class Kind>(
                   Kind& change) { read_fields(node, Kind::name, change, diagnostics, {"op"}); },
               operation.change);
    complete_name(node, operation.change, diagnostics);
    if (diagnostics.size() > mistakes) return std::nullopt;
    return operation;
}

std::string print_lines(const Operation& operation) {
    return toml_lines(print(operation));
}

std::string canonical_text(const Operations& operations) {
    std::string text;
    for (const Operation& each : operations) {
        text += toml_inline(print(each));
        text += '\n';
    }
    return text;
}

std::vector<std::string> operation_names() {
    return names_of_kinds(Kinds{});
}

std::string describe_operation(const std::string& name) {
    Change change;
    if (!choose_kind(name, change, Kinds{})) return "";
    return std::visit([]<class Kind>(const Kind&) { return description<Kind>(); }, change);
}

}  // namespace migrations
