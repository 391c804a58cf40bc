#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/node.h"

namespace migrations {

// JSON Schemas (json-schema.org, draft 7) of the files that people write, for editors. They are made from what reads the
// files, as nodes in the order in which they are printed. Editors that go by taplo (taplo.tamasfe.dev) complete and explain
// by `properties`, `items`, `anyOf` and `default`, and only check by the rest; beside a `$ref` they see nothing. Hence there
// is no `allOf`, and `anyOf` with `true` in it, which everything fits, holds what may be proposed.

// An object of JSON, key by key.
class Form {
public:
    Form() = default;
    explicit Form(std::vector<std::string> types);

    Form& set(std::string key, Node value) &;
    Form&& set(std::string key, Node value) &&;
    Node done() &&;

private:
    Node::Table entries_;
};

Node form_text(std::string text);
Node form_flag(bool flag);
Node form_number(std::int64_t number);
Node form_list(const std::vector<std::string>& texts);
Node form_nodes(std::vector<Node> nodes);
Node reference_to(const std::string& definition);

// The keys of a table. All others are refused.
struct FormKeys {
    Node::Table properties;
    std::vector<std::string> required;

    void add(std::string key, Node form, bool is_required = false);
    void into(Form& form) &&;
};

Node string_form(const char* pattern = nullptr);
Node flag_form();
// A string, or an array of strings; each fits the form.
Node strings_form(Node each, bool or_one);
// A table in which each key has such a value.
Node map_form(Node each, const char* pattern_of_keys = nullptr);
// One of these words, as they are; or a value of another type, for which there are proposals.
Node words_form(const std::vector<std::string>& words, std::vector<std::string> types = {"string"},
                std::vector<Node> proposals = {});
// In any letter case; `blank` is the pattern of a blank in them.
Node any_case_form(const std::vector<std::string>& words, const char* blank = " ");
// What may be proposed for a value that other keys of the form check.
Node proposals_of(std::vector<Node> nodes);

// Puts what is said of a key in front of its form: description, default and example (words.h). Throws std::logic_error when
// nothing is: a key that nobody has explained does not get into a build.
Node described(std::string_view owner, std::string_view key, Node form);

}  // namespace migrations
