#pragma once

#include <nlohmann/json_fwd.hpp>

#include "base/diagnostic.h"
#include "revisions/graph.h"

namespace migrations {

// The shapes that several commands print with --json.
nlohmann::json as_json(const Diagnostic& diagnostic);  // {severity, rule, message, file, line, column, help}
nlohmann::json as_json(const Diagnostics& diagnostics);
// {revision, down_revision: [...], message, created, file, head: bool}
nlohmann::json as_json(const Revision& revision, const Graph& graph);
nlohmann::json as_json(const Operation& operation);  // {op, ..., summary}

// The object as text, indented, with a line end; text that is not UTF-8 is replaced, secrets are left out of its strings.
std::string text_of_json(nlohmann::json json);

// Prints it on stdout.
void print_json(const nlohmann::json& json);

// While one exists, what print_json() is given is kept, and not printed.
class KeptJson {
public:
    KeptJson();
    ~KeptJson();
    KeptJson(const KeptJson&) = delete;
    KeptJson& operator=(const KeptJson&) = delete;
    const nlohmann::json& object() const;
};

}  // namespace migrations
