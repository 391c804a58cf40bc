#include "cli/json_schema/documents.h"

#include <nlohmann/json.hpp>

namespace migrations {
namespace {

// Unlike that of json.h this keeps the order of keys.
nlohmann::ordered_json as_ordered_json(const Node& node) {
    if (node.is_table()) {
        auto object = nlohmann::ordered_json::object();
        for (const Entry& entry : node.table()) object[entry.key] = as_ordered_json(entry.value);
        return object;
    }
    if (node.is_array()) {
        auto array = nlohmann::ordered_json::array();
        for (const Node& each : node.array()) array.push_back(as_ordered_json(each));
        return array;
    }
    if (const auto* number = std::get_if<std::int64_t>(&node.value)) return *number;
    if (const auto* truth = std::get_if<bool>(&node.value)) return *truth;
    return node.string();
}

}  // namespace

const std::vector<std::pair<std::string, Node (*)()>>& json_schema_documents() {
    static const std::vector<std::pair<std::string, Node (*)()>> all = {
        {"models", models_document}, {"settings", settings_document}, {"revision", revision_document}};
    return all;
}

std::string json_schema_text(const Node& document) {
    return as_ordered_json(document).dump(2) + "\n";
}

}  // namespace migrations
