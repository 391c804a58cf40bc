#include "cli/json_schema/forms.h"

#include <stdexcept>

#include "base/names.h"
#include "base/toml.h"
#include "cli/json_schema/words.h"

namespace migrations {
namespace {

// "set null" -> "[Ss][Ee][Tt][ _][Nn][Uu][Ll][Ll]"
std::string in_any_case(const std::string& word, const char* blank) {
    std::string pattern;
    for (const char c : word) {
        if (c == ' ') {
            pattern += blank;
        } else {
            pattern += {'[', static_cast<char>(c - 'a' + 'A'), c, ']'};
        }
    }
    return pattern;
}

std::vector<Node> nodes_of(const std::vector<std::string>& texts) {
    std::vector<Node> nodes;
    for (const std::string& each : texts) nodes.push_back(form_text(each));
    return nodes;
}

// A string must fit the pattern. The message of an `enum` lists the words, which that of a `pattern` does not.
Node words_by_pattern(const std::vector<std::string>& words, const std::string& pattern, std::vector<std::string> types,
                      std::vector<Node> proposals) {
    Node misfit = Form({"string"}).set("not", Form().set("pattern", form_text(pattern)).done()).done();
    return Form(std::move(types))
        .set("if", std::move(misfit))
        .set("then", Form().set("enum", form_list(words)).done())
        .set("anyOf", proposals_of(std::move(proposals)))
        .done();
}

// The first of `anyOf`, in a form without properties.
Node* first_proposal(Node& form) {
    Node* found = nullptr;
    for (Entry& each : std::get<Node::Table>(form.value)) {
        if (each.key == "properties") return nullptr;
        if (each.key == "anyOf") found = &std::get<Node::Array>(each.value.value).front();
    }
    return found;
}

// The value of "key = <text>".
Node value_of(const char* text) {
    Diagnostics problems;
    const std::optional<Node> parsed = parse_toml({"", std::string("value = ") + text + "\n"}, problems);
    if (!parsed) throw std::logic_error(std::string("no TOML: ") + text);
    return *parsed->find("value");
}

}  // namespace

Form::Form(std::vector<std::string> types) {
    set("type", types.size() == 1 ? form_text(types.front()) : form_list(types));
}

Form& Form::set(std::string key, Node value) & {
    entries_.push_back({std::move(key), std::move(value), {}});
    return *this;
}

Form&& Form::set(std::string key, Node value) && {
    entries_.push_back({std::move(key), std::move(value), {}});
    return std::move(*this);
}

Node Form::done() && {
    return {std::move(entries_), {}};
}

Node form_text(std::string text) {
    return {std::move(text), {}};
}

Node form_flag(bool flag) {
    return {flag, {}};
}

Node form_number(std::int64_t number) {
    return {number, {}};
}

Node form_list(const std::vector<std::string>& texts) {
    return form_nodes(nodes_of(texts));
}

Node form_nodes(std::vector<Node> nodes) {
    return {std::move(nodes), {}};
}

Node reference_to(const std::string& definition) {
    return Form().set("$ref", form_text("#/definitions/" + definition)).done();
}

void FormKeys::add(std::string key, Node form, bool is_required) {
    if (is_required) required.push_back(key);
    properties.push_back({std::move(key), std::move(form), {}});
}

void FormKeys::into(Form& form) && {
    form.set("properties", {std::move(properties), {}});
    if (!required.empty()) form.set("required", form_list(required));
    form.set("additionalProperties", form_flag(false));
}

Node string_form(const char* pattern) {
    Form form({"string"});
    if (pattern != nullptr) form.set("pattern", form_text(pattern));
    return std::move(form).done();
}

Node flag_form() {
    return Form({"boolean"}).done();
}

Node strings_form(Node each, bool or_one) {
    if (!or_one) return Form({"array"}).set("items", std::move(each)).done();
    Form form({"string", "array"});
    if (const Node* words = each.find("enum")) form.set("anyOf", proposals_of(words->array()));
    form.set("if", Form({"string"}).done()).set("then", each);
    return std::move(form).set("items", std::move(each)).done();
}

Node map_form(Node each, const char* pattern_of_keys) {
    Form form({"object"});
    if (pattern_of_keys != nullptr) form.set("propertyNames", Form().set("pattern", form_text(pattern_of_keys)).done());
    return std::move(form).set("additionalProperties", std::move(each)).done();
}

Node words_form(const std::vector<std::string>& words, std::vector<std::string> types, std::vector<Node> proposals) {
    if (types.size() == 1) return Form({"string"}).set("enum", form_list(words)).done();
    const std::vector<Node> good = nodes_of(words);
    proposals.insert(proposals.begin(), good.begin(), good.end());
    return words_by_pattern(words, "^(" + join(words, "|") + ")$", std::move(types), std::move(proposals));
}

Node any_case_form(const std::vector<std::string>& words, const char* blank) {
    std::vector<std::string> patterns;
    for (const std::string& each : words) patterns.push_back(in_any_case(each, blank));
    return words_by_pattern(words, "^(" + join(patterns, "|") + ")$", {"string"}, nodes_of(words));
}

Node proposals_of(std::vector<Node> nodes) {
    return form_nodes({Form().set("enum", form_nodes(std::move(nodes))).done(), form_flag(true)});
}

Node described(std::string_view owner, std::string_view key, Node form) {
    const Word& word = word_for(owner, key);
    // Editors read no further than a reference; what it leads to says what it is.
    if (form.find("$ref") != nullptr) return form;
    Node::Table entries;
    const Entry said = {"description", form_text(word.text), {}};
    // Where a form has no keys of its own, editors read what they propose in its place.
    Node* proposed = first_proposal(form);
    Node::Table& saying = proposed != nullptr ? std::get<Node::Table>(proposed->value) : entries;
    saying.insert(saying.begin(), said);
    if (word.standard != nullptr) {
        std::erase_if(std::get<Node::Table>(form.value), [](const Entry& each) { return each.key == "default"; });
        entries.push_back({"default", value_of(word.standard), {}});
    }
    if (word.example != nullptr) entries.push_back({"examples", form_nodes({value_of(word.example)}), {}});
    for (const Entry& each : form.table()) entries.push_back(each);
    return {std::move(entries), {}};
}

}  // namespace migrations
