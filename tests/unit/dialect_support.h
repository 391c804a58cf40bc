// Operations as in a revision file, and what dialects make of them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.h"
#include "base/names.h"
#include "base/toml.h"
#include "dialects/connection.h"
#include "dialects/dialects.h"
#include "operations/replay.h"
#include "operations/text.h"
#include "schema/text.h"
#include "sql/script.h"

namespace migrations {

// The operations of [[upgrade]] tables, of which there must be some.
inline Operations operations_of(const std::string& toml) {
    Diagnostics diagnostics;
    Operations operations;
    const auto document = parse_toml({"test.toml", toml}, diagnostics);
    const Node* list = document ? document->find("upgrade") : nullptr;
    if (list != nullptr) {
        for (const Node& node : list->array()) {
            if (auto operation = parse_operation(node, diagnostics))
                operations.push_back(*operation);
        }
    }
    EXPECT_EQ(to_string(diagnostics), "");
    EXPECT_FALSE(operations.empty());
    return operations;
}

inline Schema replayed(const Operations& operations, const Schema& before = {}) {
    Diagnostics diagnostics;
    Schema after = replay(operations, before, diagnostics);
    EXPECT_EQ(to_string(diagnostics), "");
    return after;
}

inline Script rendered_by(const Dialect& dialect, const Schema& before,
                          const Operations& operations, const RenderOptions& options = {}) {
    Diagnostics diagnostics;
    Script script = dialect.render(before, operations, options, diagnostics);
    EXPECT_EQ(to_string(diagnostics), "");
    return script;
}

inline std::string problems_when_rendered_by(const Dialect& dialect, const Schema& before,
                                             const Operations& operations,
                                             const RenderOptions& options = {}) {
    Diagnostics diagnostics;
    dialect.render(before, operations, options, diagnostics);
    std::vector<std::string> messages;
    for (const Diagnostic& each : diagnostics) messages.push_back(each.message);
    return join(messages, "\n");
}

// "1|a\n2|NULL\n"
inline std::string rows_of(Connection& database, const std::string& query) {
    std::string text;
    for (const Cells& row : database.query(query)) {
        for (std::size_t at = 0; at < row.size(); ++at)
            text += (at == 0 ? "" : "|") + row[at].value_or("NULL");
        text += "\n";
    }
    return text;
}

}  // namespace migrations
