#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/names.h"
#include "chains/layout.h"

namespace migrations {

// A folder "m" with these files.
inline ChainFiles folder(const std::vector<std::pair<std::string, std::string>>& files) {
    ChainFiles all;
    for (const auto& [name, text] : files) all.push_back({"m/" + name, name, text, {}});
    return all;
}

// A file of it that could not be read.
inline ChainFile unreadable(const std::string& name) {
    return {"m/" + name, name, std::nullopt, {error_at({"m/" + name, 0, 0}, "unreadable", "no text")}};
}

// One line a migration: "version|id|message|created|up|down", line ends as '/'; "-" for no way down, "!" in front of a script
// that is to run without a transaction. Below them what was left out, and the findings.
inline std::string read_as(const std::string& layout, const ChainFiles& files, dialect language = dialect::postgresql) {
    Diagnostics findings;
    const OldChain chain = find_layout(layout)->read(files, language, findings);
    const auto shown = [](const OldScript& script) {
        std::string text = script.file.text;
        for (char& each : text) {
            if (each == '\n') each = '/';
        }
        return (script.marked_alone ? "!" : "") + text;
    };
    std::string text;
    for (const OldMigration& each : chain.migrations) {
        text += join({each.version, each.id, each.message, each.created, shown(each.up), each.down ? shown(*each.down) : "-"}, "|") + "\n";
    }
    for (const std::string& each : chain.left_out) text += "left out: " + each + "\n";
    return text + to_string(findings);
}

}  // namespace migrations
