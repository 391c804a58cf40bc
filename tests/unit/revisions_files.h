// A revision and its file, for the tests of files and folders.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "operations/text.h"
#include "revisions/file.h"

namespace migrations {

struct Parsed {
    std::optional<Revision> revision;
    std::string problems;
};

inline Parsed parse(const std::string& text) {
    Diagnostics diagnostics;
    std::optional<Revision> revision = parse_revision({"r.toml", text}, diagnostics);
    return {std::move(revision), to_string(diagnostics)};
}

inline std::string print(const Revision& revision) {
    return print_revision(revision, default_revision_template());
}

inline AddColumn email() {
    AddColumn add;
    add.table = "users";
    add.column.name = "email";
    add.column.type = Type(String{320});
    add.column.null = true;
    return add;
}

inline Revision example() {
    Revision revision;
    revision.id = "3f2a9c0d1b7e";
    revision.parents = {"9a8b7c6d5e4f"};
    revision.message = "add email to user";
    revision.created = "2026-11-22T14:55:00Z";
    revision.upgrade.emplace_back(email());
    revision.downgrade.emplace_back(DropColumn{"users", "email"});
    return revision;
}

inline const std::string example_text =
    R"toml(revision      = "3f2a9c0d1b7e"
down_revision = "9a8b7c6d5e4f"
message       = "add email to user"
created       = 2026-11-22T14:55:00Z

[[upgrade]]
op     = "add_column"
table  = "users"
column = { name = "email", type = "string(320)", null = true }

[[downgrade]]
op     = "drop_column"
table  = "users"
column = "email"
)toml";

}  // namespace migrations
