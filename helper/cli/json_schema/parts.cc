#include <utility>

#include "base/names.h"
#include "cli/json_schema/fields.h"
#include "dialects/dialects.h"

// Members with a form of their own.
namespace migrations {
namespace {

// A text that may be one for each dialect: where it is a table, it has these keys.
FormKeys dialect_forms() {
    FormKeys keys;
    keys.add("portable", described("dialect", "portable", string_form()));
    for (const Dialect* each : dialects()) {
        keys.add(std::string(each->name()), described("dialect", each->name(), string_form()));
    }
    return keys;
}

Node per_dialect_form(const char* pattern) {
    Form form({"string", "object"});
    form.set("pattern", form_text(pattern)).set("minProperties", form_number(1));
    dialect_forms().into(form);
    return std::move(form).done();
}

// A table with the keys of a struct, or one of the other kinds.
template <class Struct>
Form short_or_table(std::vector<std::string> types) {
    types.emplace_back("object");
    Form form(std::move(types));
    FormKeys keys;
    add_fields<Struct>(keys);
    // Editors write what is required when they complete the key, and here the short form is what people want.
    const std::vector<std::string> required = std::exchange(keys.required, {});
    std::move(keys).into(form);
    if (!required.empty())
        form.set("if", Form({"object"}).done()).set("then", Form().set("required", form_list(required)).done());
    return form;
}

constexpr const char* not_blank = "\\S";

}  // namespace

Node form_of(const std::string*) {
    return string_form();
}

Node form_of(const bool*) {
    return flag_form();
}

Node form_of(const std::int64_t*) {
    return Form({"integer"}).done();
}

Node form_of(const Value*) {
    Form form({"string", "integer", "number", "boolean", "object"});
    FormKeys keys;
    keys.add("null", described("value", "null", Form().set("enum", form_nodes({form_flag(true)})).done()));
    std::move(keys).into(form);
    return std::move(form).set("minProperties", form_number(1)).done();
}

Node form_of(const Row*) {
    Form cell({"string", "integer", "number", "boolean", "object"});
    FormKeys keys;
    keys.add("expr", described("value", "expr", form_of(static_cast<const Sql*>(nullptr))));
    keys.add("null", described("value", "null", Form().set("enum", form_nodes({form_flag(true)})).done()));
    std::move(keys).into(cell);
    return map_form(std::move(cell).set("minProperties", form_number(1)).set("maxProperties", form_number(1)).done());
}

Node form_of(const Sql*) {
    return per_dialect_form(not_blank);
}

Node form_of(const Collation*) {
    return per_dialect_form(".");
}

Node form_of(const Identity*) {
    Node form = words_form({"always"}, {"boolean", "string", "object"}, {form_flag(true), form_flag(false)});
    Form options;
    FormKeys keys;
    add_fields<Identity>(keys);
    std::move(keys).into(options);
    const Node table = std::move(options).done();
    for (const Entry& each : table.table()) std::get<Node::Table>(form.value).push_back(each);
    return form;
}

Node form_of(const Parameters*) {
    return map_form(Form({"string", "integer", "number", "boolean"}).done());
}

// The words come from parse_type(), whose message for what is wrong lists them too.
Node form_of(const Type*) {
    std::vector<std::string> plain;
    for (const PortableType& each :
         std::vector<PortableType>{Bool{}, Integer{16}, Integer{32}, Integer{64}, Float{32}, Float{64}, Text{}, Blob{}, Date{},
                                   Time{}, Timestamp{false}, Timestamp{true}, Uuid{}, migrations::Json{}}) {
        plain.push_back(to_string(each));
    }
    const std::string blank = "\\s*";
    const std::string pattern = "^" + blank + "(" + join(plain, "|") + "|enum|decimal" + blank + "\\(" + blank + "[0-9]{1,9}" +
                                blank + "(," + blank + "[0-9]{1,9}" + blank + ")?\\)|string" + blank + "\\(" + blank +
                                "[0-9]{1,9}" + blank + "\\)|enum" + blank + "\\([\\s\\S]+\\))" + blank + "$";
    std::vector<Node> proposals;
    for (const std::string& each : plain) proposals.push_back(form_text(each));
    for (const char* each : {"string(255)", "decimal(12,2)", "enum(NAME)"}) proposals.push_back(form_text(each));
    Form form({"string", "object"});
    form.set("if", Form().set("type", form_text("string")).set("not", Form().set("pattern", form_text(pattern)).done()).done());
    form.set("then", Form().set("enum", form_nodes(proposals)).done());
    form.set("anyOf", proposals_of(proposals)).set("minProperties", form_number(1));
    dialect_forms().into(form);
    return std::move(form).done();
}

Node form_of(const IndexKey*) {
    return short_or_table<IndexKey>({"string"}).done();
}

Node form_of(const std::vector<IndexKey>*) {
    return short_or_table<IndexKey>({"string", "array"}).set("items", form_of(static_cast<const IndexKey*>(nullptr))).done();
}

Node form_of(const PrimaryKey*) {
    return short_or_table<PrimaryKey>({"array"}).set("items", string_form()).done();
}

// A table is { expression, stored }, or a text for each dialect.
Node form_of(const Generated*) {
    Form form({"string", "object"});
    FormKeys all;
    add_fields<Generated>(all);
    FormKeys own = all;
    FormKeys texts = dialect_forms();
    all.required.clear();
    for (Entry& each : texts.properties) all.properties.push_back(each);
    form.set("pattern", form_text(not_blank));
    std::vector<Node> has_text;
    for (const Dialect* each : dialects()) {
        has_text.push_back(Form().set("required", form_list({std::string(each->name())})).done());
    }
    const auto only = [](FormKeys keys) {
        for (Entry& each : keys.properties) each.value = form_flag(true);
        Form others_refused;
        std::move(keys).into(others_refused);
        return std::move(others_refused).done();
    };
    std::move(all).into(form);
    form.set("if", Form().set("anyOf", form_nodes(std::move(has_text))).done());
    form.set("then", only(std::move(texts))).set("else", only(std::move(own)));
    return std::move(form).done();
}

Node form_of(const Deferrable*) {
    return words_form({"immediate", "deferred"}, {"string", "boolean"}, {form_flag(false)});
}

Node form_of(const Action*) {
    std::vector<std::string> words;
    for (const Action each : {Action::cascade, Action::restrict, Action::set_null, Action::set_default, Action::no_action}) {
        words.push_back(to_node(each).string());
    }
    return any_case_form(words, "[ _]");
}

Node form_of(const ObjectKind*) {
    std::vector<std::string> words;
    for (const auto& each : object_kinds) words.emplace_back(each.second);
    return any_case_form(words);
}

Node form_of(const Match*) {
    return any_case_form({"simple", "full"});
}

Node form_of(const Nulls*) {
    return any_case_form({"first", "last"});
}

Node form_of(const Operation*) {
    return reference_to("operation");
}

Node form_of(const std::map<std::string, std::string>*) {
    return map_form(string_form());
}

}  // namespace migrations
