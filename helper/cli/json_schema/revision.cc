#include <algorithm>
#include <map>
#include <stdexcept>

#include "cli/json_schema/documents.h"
#include "cli/json_schema/fields.h"
#include "operations/text.h"
#include "revisions/file_keys.h"

namespace migrations {
namespace {

using Kinds = std::make_index_sequence<std::variant_size_v<Change>>;

constexpr const char* id_pattern = "^[a-z0-9][a-z0-9_]{0,63}$";

// An id or a branch label, but for the words of the command line.
Node id_form() {
    return Form({"string"})
        .set("pattern", form_text(id_pattern))
        .set("not", Form().set("enum", form_list({"base", "current", "head", "heads"})).done())
        .done();
}

// What each key of a revision may hold.
Node form_of_key(const std::string& key) {
    const Node operations = Form({"array"}).set("items", reference_to("operation")).done();
    const std::map<std::string, Node> forms = {
        {"format", Form({"integer"}).set("enum", form_nodes({form_number(1)})).done()},
        {"revision", id_form()},
        {"down_revision", strings_form(id_form(), true)},
        {"depends_on", strings_form(id_form(), true)},
        {"branch_labels", strings_form(id_form(), true)},
        {"message", string_form()},
        {"created",
         string_form("^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})?$")},
        {"transactional", flag_form()},
        {"irreversible", string_form(".")},
        {"compatible", flag_form()},
        {"lost", strings_form(string_form(), false)},
        {"replaces", strings_form(string_form("^[a-z0-9][a-z0-9_]{0,63} ops=[0-9a-f]{64}$"), false)},
        {"variables", map_form(string_form(), "^[A-Za-z_][A-Za-z0-9_]*$")},
        {"upgrade", operations},
        {"downgrade", operations},
    };
    const auto found = forms.find(key);
    if (found == forms.end()) throw std::logic_error("no form for the key '" + key + "' of revisions");
    return found->second;
}

// Precondition: the table has the key.
Node& value_of(Node& table, std::string_view key) {
    Node::Table& entries = std::get<Node::Table>(table.value);
    return std::find_if(entries.begin(), entries.end(), [&](const Entry& each) { return each.key == key; })->value;
}

// An operation of one kind.
template <class Kind>
Node kind_definition() {
    FormKeys keys;
    keys.add("op", form_flag(true), true);
    Node form = definition_of<Kind>(std::move(keys));
    if (std::string_view(Kind::name) == "alter_column") {
        // A "?" is a question of the generator, which is an error until it is answered.
        Node& drop = value_of(value_of(form, "properties"), "drop");
        value_of(drop, "items") = words_form({"default", "generated", "collation"});
        value_of(value_of(form, "properties"), "allow_data_loss") =
            described("alter_column", "allow_data_loss", Form({"boolean"}).set("enum", form_nodes({form_flag(true)})).done());
    }
    return form;
}

template <std::size_t... I>
Node::Table kind_definitions(std::index_sequence<I...>) {
    return {Entry{std::variant_alternative_t<I, Change>::name, kind_definition<std::variant_alternative_t<I, Change>>(), {}}...};
}

// What an editor may propose in a table of which it does not look at the `op`: every key of every kind, in all its forms.
Node proposed_keys(const Node::Table& kinds) {
    std::vector<std::pair<std::string, std::vector<Node>>> all;
    for (const Entry& kind : kinds) {
        for (const Entry& key : kind.value.find("properties")->table()) {
            if (key.key == "op") continue;
            const auto is_same = [&](const auto& each) { return each.first == key.key; };
            auto found = std::find_if(all.begin(), all.end(), is_same);
            if (found == all.end()) found = all.insert(all.end(), {key.key, {}});
            const auto is_known = [&](const Node& each) { return same(each, key.value); };
            if (std::none_of(found->second.begin(), found->second.end(), is_known)) found->second.push_back(key.value);
        }
    }
    std::vector<Node> names;
    std::vector<Node> summaries;
    for (const Entry& kind : kinds) {
        names.push_back(form_text(kind.key));
        summaries.push_back(*kind.value.find("description"));
    }
    const Node docs = Form().set("docs", Form().set("enumValues", form_nodes(std::move(summaries))).done()).done();
    Form form;
    form.set("op", described("", "op", Form({"string"}).set("enum", form_nodes(std::move(names))).set("x-taplo", docs).done()));
    for (auto& [key, forms] : all) {
        forms.push_back(form_flag(true));
        form.set(key, Form().set("anyOf", form_nodes(std::move(forms))).done());
    }
    return std::move(form).done();
}

// One kind after the other is asked whether it is meant, so that a mistake is said of what is wrong, and not of "any of" 32.
Node operation_definition(const Node::Table& kinds) {
    Node chosen = form_flag(true);
    for (auto kind = kinds.rbegin(); kind != kinds.rend(); ++kind) {
        const Node name = Form().set("const", form_text(kind->key)).done();
        Form form;
        form.set("if", Form().set("properties", Form().set("op", name).done()).set("required", form_list({"op"})).done());
        form.set("then", reference_to(kind->key)).set("else", std::move(chosen));
        chosen = std::move(form).done();
    }
    Form form({"object"});
    form.set("properties", proposed_keys(kinds)).set("required", form_list({"op"}));
    for (const Entry& each : chosen.table()) form.set(each.key, each.value);
    return described("", "operation", std::move(form).done());
}

}  // namespace

Node revision_document() {
    FormKeys keys;
    for (const std::string& key : revision_keys()) keys.add(key, described("file", key, form_of_key(key)), key == "revision");
    Form document;
    document.set("$schema", form_text("http://json-schema.org/draft-07/schema#"))
        .set("title", form_text("A revision of Migrations"))
        .set("description", form_text("Operations that bring a database up, and those that take it back"))
        .set("type", form_text("object"));
    std::move(keys).into(document);
    Node::Table definitions = kind_definitions(Kinds{});
    Node operation = operation_definition(definitions);
    definitions.insert(definitions.begin(), {"operation", std::move(operation), {}});
    definitions.push_back({"column", definition_of<Column>(), {}});
    definitions.push_back({"unique", definition_of<Unique>(), {}});
    definitions.push_back({"foreign_key", definition_of<ForeignKey>(), {}});
    definitions.push_back({"check", definition_of<Check>(), {}});
    definitions.push_back({"exclude", definition_of<Exclude>(), {}});
    definitions.push_back({"index", definition_of<Index>(), {}});
    document.set("definitions", {std::move(definitions), {}});
    return std::move(document).done();
}

}  // namespace migrations
