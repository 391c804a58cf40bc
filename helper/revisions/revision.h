#pragma once

#include <optional>
#include <string>
#include <vector>

#include "operations/operation.h"

namespace migrations {

// A revision that was squashed into another one, in the form that databases have applied.
struct ReplacedRevision {
    std::string id;
    std::string ops_hash;
    bool operator==(const ReplacedRevision&) const = default;
};

// One of the [variables] of a revision (revisions/variables.h).
struct Variable {
    std::string name;
    std::string value;  // the default
    bool operator==(const Variable&) const = default;
};

// One revision: a file with an id, its parents, and operations up and down.
struct Revision {
    std::string id;                          // [a-z0-9][a-z0-9_]{0,63}
    std::vector<std::string> parents;        // down_revision: none for a base, several for a merge
    std::vector<std::string> depends_on;
    std::vector<std::string> branch_labels;
    std::string message;
    std::string created;                     // "2026-11-22T14:55:00Z"
    bool transactional = true;
    std::string irreversible;                // why there is no way down; empty when there is one
    bool compatible = false;                 // programs that do not know it can work with a database that has it
    std::vector<std::string> lost;           // "users" or "users.email": not the same after down and up again
    std::vector<ReplacedRevision> replaces;  // what it stands for since a squash, itself as it was among them
    std::vector<Variable> variables;         // filled in where `execute` has them
    Operations upgrade;
    Operations downgrade;

    std::string path;                        // the file, as printed in messages
    std::string file_hash;                   // sha256 of the normalised text
    std::string ops_hash;                    // sha256 of the canonical operations, up and down
    Origin origin;                           // of the `revision` key
    Origin parents_origin;                   // of the `down_revision` key
    Origin depends_on_origin;                // of the `depends_on` key
    Origin labels_origin;                    // of the `branch_labels` key
    Origin lost_origin;                      // of the `lost` key
    Origin replaces_origin;                  // of the `replaces` key

    bool operator==(const Revision&) const = default;
};

}  // namespace migrations
