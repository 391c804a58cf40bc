#include <map>
#include <stdexcept>

#include "cli/json_schema/documents.h"
#include "cli/json_schema/fields.h"
#include "readers/toml_columns.h"
#include "readers/toml_constraints.h"
#include "readers/toml_enums.h"
#include "readers/toml_objects.h"
#include "readers/toml_tables.h"

namespace migrations {
namespace {

// The forms of keys that models have beside those of the schema's own structs.
using OwnForms = std::map<std::string, Node>;

Node name_form() {
    return string_form(".");
}

Node values_form() {
    return Form({"array"}).set("items", string_form()).set("minItems", form_number(1)).set("uniqueItems", form_flag(true)).done();
}

// The keys that the reader knows, each with its own form, or that of the member of one of the structs.
FormKeys keys_with_forms(const std::vector<std::string>& known, const char* owner, const OwnForms& own,
                         const FormKeys& of_struct) {
    FormKeys keys;
    for (const std::string& key : known) {
        const auto found = own.find(key);
        if (found != own.end()) {
            keys.add(key, described(owner, key, found->second));
            continue;
        }
        const Entry* entry = nullptr;
        for (const Entry& each : of_struct.properties) {
            if (each.key == key) entry = &each;
        }
        if (entry == nullptr) throw std::logic_error("no form for the key '" + key + "' of a " + owner + " in models");
        keys.add(key, entry->value);
    }
    return keys;
}

template <class Struct>
FormKeys fields_of() {
    FormKeys keys;
    add_fields<Struct>(keys);
    return keys;
}

Node finished(const char* owner, FormKeys keys, Form form = Form({"object"})) {
    std::move(keys).into(form);
    return described("", owner, std::move(form).done());
}

Node column_definition() {
    FormKeys of_structs = fields_of<Column>();
    for (const Entry& each : fields_of<ForeignKey>().properties) of_structs.properties.push_back(each);
    for (const Entry& each : fields_of<EnumType>().properties) {
        if (each.key == "native") of_structs.properties.push_back(each);
    }
    const OwnForms own = {{"cpp", name_form()},
                          {"primary_key", flag_form()},
                          {"unique", flag_form()},
                          {"index", flag_form()},
                          {"check", form_of(static_cast<const Sql*>(nullptr))},
                          {"references", name_form()},
                          {"renamed_from", name_form()},
                          {"values", values_form()},
                          {"renamed_values", map_form(string_form())}};
    FormKeys keys = keys_with_forms(column_keys(), "column", own, of_structs);
    keys.required = {"type"};
    Form needs;
    for (const std::string& rule : foreign_key_rules) needs.set(rule, form_list({"references"}));
    return finished("column", std::move(keys), Form({"object"}).set("dependencies", std::move(needs).done()));
}

Node model_definition() {
    const Node names = strings_form(name_form(), true);
    const OwnForms own = {{"cpp", name_form()},
                          {"table", flag_form()},
                          {"extends", names},
                          {"renamed_from", name_form()},
                          {"columns", map_form(reference_to("column"))}};
    return finished("model", keys_with_forms(table_keys(), "model", own, fields_of<Table>()));
}

Node enum_definition() {
    const OwnForms own = {{"cpp", name_form()},
                          {"values", values_form()},
                          {"renamed_from", name_form()},
                          {"renamed_values", map_form(string_form())}};
    FormKeys keys = keys_with_forms(enum_keys, "enum", own, fields_of<EnumType>());
    keys.required = {"values"};
    return finished("enum", std::move(keys));
}

// An extension is made by its name; a trigger must say what it is on.
Node object_form(ObjectKind kind) {
    FormKeys keys = keys_with_forms(object_keys(kind), "object", {{"table", name_form()}}, fields_of<Object>());
    if (kind != ObjectKind::extension) {
        for (const Entry& each : keys.properties) keys.required.push_back(each.key);
    }
    return finished("object", std::move(keys));
}

// The table that a foreign key refers to has a primary key, which is meant where `references` says nothing.
Node foreign_key_definition() {
    FormKeys keys = fields_of<ForeignKey>();
    std::erase(keys.required, "references");
    return finished("foreign_key", std::move(keys));
}

Node section_form(const std::string& section) {
    if (section == "tables") return map_form(reference_to("model"));
    if (section == "enums") return map_form(reference_to("enum"));
    for (const auto& each : object_kinds) {
        if (object_section(each.first) == section) return map_form(object_form(each.first));
    }
    throw std::logic_error("no form for the section '" + section + "' of models");
}

}  // namespace

Node models_document() {
    FormKeys keys;
    for (const std::string& section : model_sections()) keys.add(section, described("", section, section_form(section)));
    Form document;
    document.set("$schema", form_text("http://json-schema.org/draft-07/schema#"))
        .set("title", form_text("Models of Migrations"))
        .set("description", form_text("Tables, enums and what else a schema holds"))
        .set("type", form_text("object"));
    std::move(keys).into(document);
    document.set("definitions", Form()
                                    .set("model", model_definition())
                                    .set("column", column_definition())
                                    .set("enum", enum_definition())
                                    .set("unique", definition_of<Unique>())
                                    .set("foreign_key", foreign_key_definition())
                                    .set("check", definition_of<Check>())
                                    .set("exclude", definition_of<Exclude>())
                                    .set("index", definition_of<Index>())
                                    .done());
    return std::move(document).done();
}

}  // namespace migrations
