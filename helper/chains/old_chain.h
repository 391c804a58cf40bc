#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/source.h"

namespace migrations {

// The files of a folder in which another tool keeps its migrations. Texts are read where a layout may want them; of the
// others the name alone counts.
struct ChainFile {
    std::string path;  // as it is to be printed
    std::string name;  // below the folder, with '/': "deploy/users.sql"
    std::optional<std::string> text;
    Diagnostics trouble;  // why it has no text, of a file that was to have one
};
using ChainFiles = std::vector<ChainFile>;

// The SQL of one direction, and where its lines stand in the file: a tool's own marks are no lines of it.
struct OldScript {
    SourceFile file;
    std::vector<int> lines;     // the number in the file of each line of the text
    bool marked_alone = false;  // the tool is told to run it without a transaction

    // Where a byte of the text stands.
    Location place(std::size_t offset) const;
};

struct OldMigration {
    std::string version;  // by which the tool's table knows it: "20240115093000", "1.2"
    std::string shown;    // for people, as the file says it
    std::string id;       // of the revision
    std::string message;
    std::string created;  // empty when nothing tells
    OldScript up;
    std::optional<OldScript> down;
};

// In the order in which the tool runs them.
struct OldChain {
    std::vector<OldMigration> migrations;
    std::vector<std::string> left_out;  // "docs/notes.sql: no name of a migration"
    std::string project;                // whose rows count in a table of several; "" when the tool knows none
    std::string baseline;               // the version whose migration stands for all up to it; ""
};

// A whole file as a script.
OldScript script_of(const ChainFile& file);

// Whether the text of a migration could be read; if not, why is found.
bool is_readable(const ChainFile& file, Diagnostics& findings);

// Leaves a file out, which is no migration by its name: "no NNN_title.sql". Where something says that it is meant as one
// nevertheless, the tool passes over it by mistake: "it has '-- +goose Up'" is then a warning.
void leave_out(OldChain& chain, const ChainFile& file, const std::string& why, const std::string& sign,
               Diagnostics& findings);

}  // namespace migrations
