#include "readers/toml_draft.h"

#include <algorithm>

#include "base/names.h"
#include "schema/fields_text.h"

namespace migrations {
namespace {

template <class Models>
auto model_named(Models& models, std::string_view name) -> decltype(&models[0]) {
    const auto found = std::find_if(models.begin(), models.end(), [&](const ModelDraft& each) {
        return each.table.name == name;
    });
    return found == models.end() ? nullptr : &*found;
}

template <class Enums>
auto enum_named(Enums& enums, std::string_view name) -> decltype(&enums[0]) {
    const auto found = std::find_if(enums.begin(), enums.end(),
                                    [&](const EnumDraft& each) { return each.type.name == name; });
    return found == enums.end() ? nullptr : &*found;
}

}  // namespace

ModelDraft* Drafts::model(std::string_view name) {
    return model_named(models, name);
}
const ModelDraft* Drafts::model(std::string_view name) const {
    return model_named(models, name);
}
EnumDraft* Drafts::enum_type(std::string_view name) {
    return enum_named(enums, name);
}
const EnumDraft* Drafts::enum_type(std::string_view name) const {
    return enum_named(enums, name);
}

std::vector<std::string> Drafts::model_names() const {
    std::vector<std::string> names;
    for (const ModelDraft& each : models) names.push_back(each.table.name);
    return names;
}

const Entry* entry_of(const Node& table, std::string_view key) {
    const auto found = std::find_if(table.table().begin(), table.table().end(),
                                    [&](const Entry& entry) { return entry.key == key; });
    return found == table.table().end() ? nullptr : &*found;
}

std::optional<PlacedName> read_name(const Node& table, const std::string& key,
                                    Diagnostics& diagnostics) {
    const Node* node = table.find(key);
    if (!node) return std::nullopt;
    if (!node->is_string()) {
        wrong_kind(*node, key, "a string", diagnostics);
        return std::nullopt;
    }
    if (node->string().empty()) {
        diagnostics.push_back(error_at(node->location, "bad-value", quoted(key) + " is empty"));
        return std::nullopt;
    }
    return PlacedName{node->string(), node->location};
}

std::string with_suggestion(std::string text, std::string_view word,
                            const std::vector<std::string>& candidates) {
    const std::string suggestion = did_you_mean(word, candidates);
    return suggestion.empty() ? text : text + "; " + suggestion;
}

void append_found(Diagnostics found, Diagnostics& diagnostics) {
    const auto has_rule = [](const char* rule) {
        return [rule](const Diagnostic& one) { return one.rule == rule; };
    };
    if (std::any_of(found.begin(), found.end(), has_rule("unknown-key"))) {
        std::erase_if(found, has_rule("missing-key"));
    }
    diagnostics.insert(diagnostics.end(), found.begin(), found.end());
}

}  // namespace migrations
