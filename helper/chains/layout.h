#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chains/old_chain.h"
#include "dialects/connection.h"

namespace migrations {

// What another tool's table says of a database.
struct AppliedVersions {
    std::vector<std::string> versions;  // as OldMigration::version, in the order in which they were run
    bool newest_alone = false;          // the table keeps no more than the newest; all before it are applied
    std::string baseline;               // up to this version the database was taken as it was
    std::vector<std::string> problems;  // why the database is in no state to go on from: "version 7 is dirty"
};

// The table in which another tool records what it has run.
struct VersionTable {
    const char* name;
    const char* schema;                // of PostgreSQL, when it has one of its own; ""
    const char* file;                  // of SQLite, beside the database, when it is not in it; ""
    std::vector<std::string> columns;  // without which it is somebody else's
    std::string query;                 // of its rows; {table} is its name, {project} OldChain::project as a literal
    std::string sqlite_query;          // where that is another; else empty
    AppliedVersions (*read)(const std::vector<Cells>& rows);
};

// All rows are applied, and their first cell is the version.
AppliedVersions first_cells(const std::vector<Cells>& rows);

// Whether a cell is a true boolean, as PostgreSQL or SQLite write it.
bool is_true(const std::optional<std::string>& cell);

// How another tool lays out its migrations.
struct Layout {
    std::string_view name;        // "golang-migrate"
    std::string_view looks_like;  // "NNN_title.up.sql and NNN_title.down.sql"
    // A file that is there for this tool alone; "" when there is none.
    std::string (*evidence)(const ChainFiles& files);
    // Reads all, which is SQL of this dialect; what is wrong is a Diagnostic at its place.
    OldChain (*read)(const ChainFiles& files, dialect language, Diagnostics& findings);
    VersionTable versions;
};

// All that are known.
const std::vector<Layout>& layouts();
const Layout* find_layout(std::string_view name);

// The layout of the files. Throws Error usage when there is none, or signs of several, each named with a file.
const Layout& recognise(const ChainFiles& files, const std::string& folder);

// The rows of the table in layouts().
Layout golang_migrate();
Layout dbmate();
Layout goose();
Layout diesel();
Layout flyway();
Layout sqitch();

}  // namespace migrations
