#include <array>
#include <charconv>
#include <string>
#include <utility>

#include "base/names.h"
#include "schema/fields_text.h"

// The text of settings that have a form of their own: identities, storage parameters and single words.
namespace migrations {
namespace {

void bad_word(const Node& node, const std::string& key, const std::string& wanted, Diagnostics& diagnostics) {
    diagnostics.push_back(error_at(node.location, "bad-value",
                                   quoted(key) + " is " + wanted + ", not " + quoted(node.string())));
}

// The text of a parameter's value, whichever way it is written; nothing when it is no single value.
std::optional<std::string> parameter_text(const Node& node) {
    if (node.is_string()) return node.string();
    if (const bool* flag = std::get_if<bool>(&node.value)) return *flag ? "true" : "false";
    if (const auto* number = std::get_if<std::int64_t>(&node.value)) return std::to_string(*number);
    if (const auto* number = std::get_if<double>(&node.value)) {
        std::array<char, 32> text{};
        const auto end = std::to_chars(text.data(), text.data() + text.size(), *number).ptr;
        return std::string(text.data(), end);
    }
    return std::nullopt;
}

}  // namespace

Node to_node(std::int64_t number) {
    return {number, {}};
}

Node to_node(const Identity& identity) {
    const Identity written = identity.without_defaults();
    if (!written.given) return to_node(false);
    if (written.has_options()) return to_node<Identity>(written);
    return written.always ? to_node(std::string("always")) : to_node(true);
}

Node to_node(const Parameters& parameters) {
    return to_node(parameters.values);
}

Node to_node(Match match) {
    return to_node(std::string(match == Match::full ? "full" : "simple"));
}

Node to_node(Nulls nulls) {
    return to_node(std::string(nulls == Nulls::first ? "first" : "last"));
}

void from_node(const Node& node, const std::string& key, std::int64_t& to, Diagnostics& diagnostics) {
    const auto* number = std::get_if<std::int64_t>(&node.value);
    if (!number) return wrong_kind(node, key, "an integer", diagnostics);
    to = *number;
}

void from_node(const Node& node, const std::string& key, Identity& to, Diagnostics& diagnostics) {
    if (const bool* given = std::get_if<bool>(&node.value)) {
        to = Identity(*given);
    } else if (node.is_string() && node.string() == "always") {
        to = Identity(true);
        to.always = true;
    } else if (node.is_string()) {
        bad_word(node, key, "true, false, \"always\" or a table", diagnostics);
    } else if (node.is_table()) {
        to = Identity(true);
        read_fields(node, quoted(key), to, diagnostics);
    } else {
        wrong_kind(node, key, "true, false, \"always\" or a table", diagnostics);
    }
}

void from_node(const Node& node, const std::string& key, Parameters& to, Diagnostics& diagnostics) {
    if (!node.is_table()) return wrong_kind(node, key, "a table", diagnostics);
    for (const Entry& entry : node.table()) {
        if (auto text = parameter_text(entry.value)) {
            to.values[lower(entry.key)] = std::move(*text);
        } else {
            wrong_kind(entry.value, entry.key, "a string, a number or a boolean", diagnostics);
        }
    }
}

void from_node(const Node& node, const std::string& key, Match& to, Diagnostics& diagnostics) {
    if (!node.is_string()) return wrong_kind(node, key, "\"simple\" or \"full\"", diagnostics);
    const std::string word = lower(node.string());
    if (word != "simple" && word != "full") return bad_word(node, key, "\"simple\" or \"full\"", diagnostics);
    to = word == "full" ? Match::full : Match::simple;
}

void from_node(const Node& node, const std::string& key, Nulls& to, Diagnostics& diagnostics) {
    if (!node.is_string()) return wrong_kind(node, key, "\"first\" or \"last\"", diagnostics);
    const std::string word = lower(node.string());
    if (word != "first" && word != "last") return bad_word(node, key, "\"first\" or \"last\"", diagnostics);
    to = word == "first" ? Nulls::first : Nulls::last;
}

std::string kind_text(const std::int64_t*) {
    return "an integer";
}
std::string kind_text(const Identity*) {
    return "true, false, \"always\" or { always, start, increment, min, max, cache, cycle }";
}
std::string kind_text(const Parameters*) {
    return "a table of parameter = value";
}
std::string kind_text(const Match*) {
    return "\"simple\" or \"full\"";
}
std::string kind_text(const Nulls*) {
    return "\"first\" or \"last\"";
}

}  // namespace migrations
