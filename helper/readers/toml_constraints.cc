#include "readers/toml_constraints.h"

#include <utility>

#include "base/names.h"
#include "schema/fields_text.h"

namespace migrations {
namespace {

// Calls read(element, found) for each table of [[tables.T.key]]; false when there was a mistake.
template <class Read>
bool read_each(const Node& table, const std::string& key, const ModelDraft& model,
               Diagnostics& diagnostics, const Read& read) {
    const Node* array = table.find(key);
    if (!array) return true;
    const std::size_t before = diagnostics.size();
    const std::string heading = "[[tables." + model.table.name + "." + key + "]]";
    if (!array->is_array()) {
        wrong_kind(*array, key, "an array of tables, written " + heading, diagnostics);
        return false;
    }
    for (const Node& element : array->array()) {
        if (!element.is_table()) {
            diagnostics.push_back(
                error_at(element.location, "wrong-kind",
                         "each of " + quoted(key) + " must be a table, not " + kind_of(element),
                         "write them as " + heading));
            continue;
        }
        Diagnostics found;
        read(element, found);
        append_found(std::move(found), diagnostics);
    }
    return diagnostics.size() == before;
}

// "'uniques' of table 'users'"
std::string place(const char* key, const ModelDraft& model) {
    return quoted(key) + " of table " + quoted(model.table.name);
}

// Elements that are written as the schema's own structs are.
template <class Thing>
bool read_things(const Node& table, const char* key, const ModelDraft& model,
                 std::vector<Thing>& to, Diagnostics& diagnostics) {
    return read_each(table, key, model, diagnostics, [&](const Node& element, Diagnostics& found) {
        Thing thing;
        read_fields(element, place(key, model), thing, found);
        if (found.empty()) to.push_back(std::move(thing));
    });
}

// `references` may be left out: the other table's primary key.
void read_foreign_key(const Node& element, ModelDraft& model, Diagnostics& found) {
    ForeignKeyDraft draft;
    Node node = element;
    if (!node.find("references")) {
        std::get<Node::Table>(node.value)
            .push_back({"references", {Node::Array{}, element.location}, {}});
    }
    read_fields(node, place("foreign_keys", model), draft.key, found);
    if (!found.empty()) return;
    draft.target = {draft.key.table, element.find("table")->location};
    model.foreign_keys.push_back(std::move(draft));
}

}  // namespace

const std::vector<std::string> foreign_key_rules = {"match", "on_delete", "on_update", "deferrable",
                                                   "not_valid"};

void read_foreign_key_rules(const Node& node, ForeignKey& to, Diagnostics& diagnostics) {
    if (const Node* found = node.find("match")) from_node(*found, "match", to.match, diagnostics);
    if (const Node* found = node.find("on_delete"))
        from_node(*found, "on_delete", to.on_delete, diagnostics);
    if (const Node* found = node.find("on_update"))
        from_node(*found, "on_update", to.on_update, diagnostics);
    if (const Node* found = node.find("deferrable"))
        from_node(*found, "deferrable", to.deferrable, diagnostics);
    if (const Node* found = node.find("not_valid"))
        from_node(*found, "not_valid", to.not_valid, diagnostics);
}

const std::vector<std::string> constraint_keys = {"primary_key", "uniques", "checks",
                                                  "excludes", "foreign_keys", "indexes"};

void read_constraints(const Node& table, ModelDraft& model, Diagnostics& diagnostics) {
    bool sound = true;
    if (const Entry* entry = entry_of(table, "primary_key")) {
        Diagnostics found;
        PrimaryKey key;
        from_node(entry->value, "primary_key", key, found);
        key.origin = Origin(entry->location);
        sound = found.empty();
        if (sound) model.table.primary_key = std::move(key);
        append_found(std::move(found), diagnostics);
    }
    sound = read_things(table, "uniques", model, model.table.uniques, diagnostics) && sound;
    sound = read_things(table, "indexes", model, model.table.indexes, diagnostics) && sound;
    if (!sound) model.keys_known = false;
    read_things(table, "checks", model, model.table.checks, diagnostics);
    read_things(table, "excludes", model, model.table.excludes, diagnostics);
    read_each(
        table, "foreign_keys", model, diagnostics,
        [&](const Node& element, Diagnostics& found) { read_foreign_key(element, model, found); });
}

}  // namespace migrations
