#include <map>
#include <stdexcept>

#include "cli/json_schema/documents.h"
#include "cli/json_schema/forms.h"
#include "cli/settings.h"
#include "cli/settings_keys.h"
#include "dialects/dialects.h"
#include "lint/lint.h"
#include "schema/names.h"
#include "scratch/test_settings.h"

namespace migrations {
namespace {

Node finished(FormKeys keys) {
    Form form({"object"});
    std::move(keys).into(form);
    return std::move(form).done();
}

const Node& form_among(const std::map<std::string, Node>& forms, const std::string& key) {
    const auto found = forms.find(key);
    if (found == forms.end()) throw std::logic_error("no form for the key '" + key + "' of migrations.toml");
    return found->second;
}

Node lint_form() {
    FormKeys keys;
    for (const LintRule& rule : lint_rules()) {
        keys.add(rule.name,
                 Form()
                     .set("description", form_text(std::string(rule.reason) + " Instead: " + rule.advice + "."))
                     .set("default", form_text(word_for(rule.level)))
                     .set("type", form_text("string"))
                     .set("enum", form_list({word_for(LintLevel::off), word_for(LintLevel::warning), word_for(LintLevel::error)}))
                     .done());
    }
    return finished(std::move(keys));
}

Node tests_form() {
    const Node number = Form({"integer"}).set("minimum", form_number(1)).set("maximum", form_number(1000000)).done();
    const std::map<std::string, Node> forms = {{"rows", map_form(words_form({"empty"}))},
                                               {"rows_file", string_form()},
                                               {"seed", number},
                                               {"rows_per_table", number},
                                               {"folder", string_form()},
                                               {"released", strings_form(string_form(), true)},
                                               {"kills", number},
                                               {"skip", strings_form(words_form(test_kinds()), true)},
                                               {"column_order", words_form({"off", "warning", "error"})}};
    FormKeys keys;
    for (const std::string& key : tests_keys()) keys.add(key, described("tests", key, form_among(forms, key)));
    return finished(std::move(keys));
}

Node ignore_form() {
    FormKeys keys;
    for (const std::string& key : ignore_keys()) {
        const bool has_word = key == "tables" || key == "columns" || key == "others";
        const Node patterns = strings_form(string_form(key == "columns" ? "[.]" : "[\\s\\S]"), true);
        keys.add(key, described("ignore", has_word ? key : "pattern", patterns));
    }
    return finished(std::move(keys));
}

Node naming_form() {
    FormKeys keys;
    for (const NamingKind& kind : naming_kinds()) {
        Node form = described("naming", "pattern", string_form());
        std::get<Node::Table>(form.value).push_back({"default", form_text(default_naming().*kind.pattern), {}});
        keys.add(kind.name, std::move(form));
    }
    return finished(std::move(keys));
}

Node dialects_form() {
    const DialectNames names = names_of(dialects());
    return strings_form(words_form({names.begin(), names.end()}), true);
}

Node form_of_key(const std::string& key) {
    const std::map<std::string, Node> forms = {
        {"name", string_form("^[^\\x00-\\x20/\"\\\\\\x7f]+$")},
        {"dialects", dialects_form()},
        {"models", strings_form(string_form(), true)},
        {"database", string_form()},
        {"version_table", string_form("^[A-Za-z0-9_.]{1,55}$")},
        {"transaction_per_migration", flag_form()},
        {"revisions", strings_form(string_form(), true)},
        {"file_name", string_form("[{]id[}]")},
        {"time_zone", string_form(".")},
        {"after_write", strings_form(string_form("\\S"), true)},
        {"template", string_form()},
        {"sqlite_minimum", string_form("^[0-9]{1,3}([.][0-9]{1,3}){0,2}$")},
        {"lint", lint_form()},
        {"tests", tests_form()},
        {"ignore", ignore_form()},
        {"naming", naming_form()},
    };
    return form_among(forms, key);
}

FormKeys all_keys() {
    FormKeys keys;
    for (const std::string& key : settings_keys()) keys.add(key, described("settings", key, form_of_key(key)));
    return keys;
}

// 'all' means all of them.
Node databases_form() {
    const Node names = Form()
                           .set("pattern", form_text("^[A-Za-z0-9_][A-Za-z0-9_-]*$"))
                           .set("not", Form().set("enum", form_list({"all"})).done())
                           .done();
    return Form({"object"})
        .set("minProperties", form_number(1))
        .set("propertyNames", names)
        .set("additionalProperties", reference_to("database"))
        .done();
}

}  // namespace

Node settings_document() {
    FormKeys keys = all_keys();
    keys.add("databases", described("settings", "databases", databases_form()));
    Form document;
    document.set("$schema", form_text("http://json-schema.org/draft-07/schema#"))
        .set("title", form_text("migrations.toml"))
        .set("description", form_text("What the command line and the build have in common. Paths are relative to its folder"))
        .set("type", form_text("object"));
    std::move(keys).into(document);
    document.set("definitions", Form().set("database", described("", "database", finished(all_keys()))).done());
    return std::move(document).done();
}

}  // namespace migrations
