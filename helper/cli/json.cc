#include "cli/json.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <variant>

#include "cli/output.h"
#include "operations/replay.h"
#include "operations/text.h"

namespace migrations {
namespace {

void hide_secrets(nlohmann::json& json) {
    if (json.is_string()) {
        json = as_printed(json.get<std::string>());
    } else if (json.is_structured()) {
        for (nlohmann::json& each : json) hide_secrets(each);
    }
}

// What is printed as JSON when it is not for stdout.
std::optional<nlohmann::json>& kept() {
    static std::optional<nlohmann::json> object;
    return object;
}


nlohmann::json as_json(const Node& node) {
    if (node.is_table()) {
        nlohmann::json object = nlohmann::json::object();
        for (const Entry& entry : node.table()) object[entry.key] = as_json(entry.value);
        return object;
    }
    if (node.is_array()) {
        nlohmann::json array = nlohmann::json::array();
        for (const Node& each : node.array()) array.push_back(as_json(each));
        return array;
    }
    if (const auto* number = std::get_if<std::int64_t>(&node.value)) return *number;
    if (const auto* real = std::get_if<double>(&node.value)) return *real;
    if (const auto* truth = std::get_if<bool>(&node.value)) return *truth;
    if (const auto* time = std::get_if<DateTime>(&node.value)) return time->text;
    return node.string();
}

}  // namespace

nlohmann::json as_json(const Diagnostic& diagnostic) {
    const char* severity = diagnostic.severity == Severity::error     ? "error"
                           : diagnostic.severity == Severity::warning ? "warning"
                                                                      : "note";
    nlohmann::json json = {{"severity", severity}, {"rule", diagnostic.rule}, {"message", diagnostic.message}};
    if (!diagnostic.location.path.empty()) {
        json["file"] = diagnostic.location.path;
        json["line"] = diagnostic.location.line;
        json["column"] = diagnostic.location.column;
    }
    if (!diagnostic.help.empty()) json["help"] = diagnostic.help;
    return json;
}

nlohmann::json as_json(const Diagnostics& diagnostics) {
    nlohmann::json array = nlohmann::json::array();
    for (const Diagnostic& each : diagnostics) array.push_back(as_json(each));
    return array;
}

nlohmann::json as_json(const Revision& revision, const Graph& graph) {
    return {{"revision", revision.id},
            {"down_revision", revision.parents},
            {"message", revision.message},
            {"created", revision.created},
            {"file", revision.path},
            {"head", graph.children(revision).empty()}};
}

nlohmann::json as_json(const Operation& operation) {
    nlohmann::json json = as_json(print(operation));
    json["summary"] = summary(operation);
    return json;
}

std::string text_of_json(nlohmann::json json) {
    hide_secrets(json);
    return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

void print_json(const nlohmann::json& json) {
    if (!kept()) return print_as_it_is(text_of_json(json));
    *kept() = json;
    hide_secrets(*kept());
}

KeptJson::KeptJson() { kept() = nlohmann::json::object(); }
KeptJson::~KeptJson() { kept().reset(); }
const nlohmann::json& KeptJson::object() const { return *kept(); }

}  // namespace migrations
