#include "cli/tool_record.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include "base/error.h"
#include "base/names.h"
#include "base/sql_text.h"
#include "chains/file_version.h"

namespace migrations {
namespace {

constexpr const char* without_stamp = "without --stamp the files are imported alone";

std::string quoted(const std::string& schema, const std::string& table) {
    return (schema.empty() ? "" : quote_identifier(schema) + ".") + quote_identifier(table);
}

std::vector<std::string> columns_of(Connection& database, const std::string& schema, const std::string& table) {
    const std::string query =
        database.language().language() == dialect::sqlite
            ? "SELECT name FROM pragma_table_info(" + quote_literal(table) + ")"
            : "SELECT attname::text FROM pg_catalog.pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid = pg_catalog.to_regclass(" +
                  quote_literal(quoted(schema, table)) + ")";
    std::vector<std::string> columns;
    for (const Cells& row : database.query(query)) columns.push_back(row[0].value_or(""));
    return columns;
}

// The rows of the tool's table.
AppliedVersions read_table(Connection& database, const Layout& layout, const OldChain& chain, const std::string& schema,
                           const std::string& table) {
    const std::string tool(layout.name);
    const std::string shown = (schema.empty() ? "" : schema + ".") + table;
    const std::vector<std::string> columns = columns_of(database, schema, table);
    if (columns.empty()) {
        throw Error(Exit::state,
                    "the database has no table '" + shown + "', in which " + tool +
                        " records what it has run: " + database.label(),
                    "if it has another name there, say so: --tool-table NAME; " + std::string(without_stamp));
    }
    for (const std::string& each : layout.versions.columns) {
        if (std::find(columns.begin(), columns.end(), each) != columns.end()) continue;
        throw Error(
            Exit::state,
            "the table '" + shown + "' of the database is not the one of " + tool + ": it has no column '" + each + "'",
            "name the right one: --tool-table NAME; " + std::string(without_stamp));
    }
    const bool other_words = database.language().language() == dialect::sqlite && !layout.versions.sqlite_query.empty();
    std::string query = other_words ? layout.versions.sqlite_query : layout.versions.query;
    const auto put_in = [&](const std::string& mark, const std::string& text) {
        const std::size_t at = query.find(mark);
        if (at != std::string::npos) query.replace(at, mark.size(), text);
    };
    put_in("{table}", quoted(schema, table));
    put_in("{project}", quote_literal(chain.project));
    return layout.versions.read(database.query(query));
}

// The database that holds the table: the same, or a file beside it.
std::unique_ptr<Connection> beside(const DatabaseUrl& url, const Layout& layout) {
    DatabaseUrl other = url;
    other.path = (std::filesystem::path(url.path).parent_path() / layout.versions.file).string();
    other.shown = "sqlite:///" + other.path;
    OpenOptions options;
    options.read_only = true;
    return open_connection(other, options);
}

// Compares with the chain; adds what is wrong to the problems.
std::size_t count_applied(const AppliedVersions& found, const OldChain& chain, std::vector<std::string>& problems) {
    const auto position = [&](const std::string& version) {
        const auto each = std::find_if(chain.migrations.begin(), chain.migrations.end(),
                                       [&](const OldMigration& one) { return one.version == version; });
        return static_cast<std::size_t>(each - chain.migrations.begin());
    };
    std::vector<bool> applied(chain.migrations.size(), false);
    std::size_t count = 0;
    const auto take = [&](const std::string& version, bool all_before, const char* how) {
        const std::size_t at = position(version);
        if (at == chain.migrations.size()) {
            const bool in_baseline = !chain.baseline.empty() && !is_less_version(chain.baseline, version);
            if (in_baseline) return;
            problems.push_back("version '" + version + "' is " + how + ", and the folder does not have it");
            return;
        }
        count = std::max(count, at + 1);
        for (std::size_t i = all_before ? 0 : at; i <= at; ++i) applied[i] = true;
    };
    if (!found.baseline.empty()) take(found.baseline, true, "the baseline");
    for (const std::string& each : found.versions) take(each, found.newest_alone, "applied");
    for (std::size_t i = 0; i < count; ++i) {
        if (applied[i]) continue;
        problems.push_back("version '" + chain.migrations[i].shown + "' is not applied, and '" +
                           chain.migrations[count - 1].shown + "' behind it is (" + chain.migrations[i].up.file.path +
                           ")");
    }
    return count;
}

}  // namespace

ToolRecord read_tool_record(Connection& database, const DatabaseUrl& url, const Layout& layout, const OldChain& chain,
                            const std::string& table) {
    const bool sqlite = database.language().language() == dialect::sqlite;
    const bool elsewhere = sqlite ? *layout.versions.file != '\0' : *layout.versions.schema != '\0';
    std::string schema = sqlite ? "" : layout.versions.schema;
    std::string name = table.empty() ? layout.versions.name : table;
    if (const std::size_t dot = name.find('.'); dot != std::string::npos && !sqlite) {
        schema = name.substr(0, dot);
        name = name.substr(dot + 1);
    }
    AppliedVersions found;
    if (sqlite && elsewhere) {
        found = read_table(*beside(url, layout), layout, chain, schema, name);
    } else {
        found = read_table(database, layout, chain, schema, name);
    }
    ToolRecord record;
    const bool is_here = schema.empty() || (!sqlite && database.query("SELECT current_schema()")[0][0] == schema);
    if (is_here && !elsewhere) record.table = name;
    std::vector<std::string> problems = found.problems;
    record.applied = count_applied(found, chain, problems);
    if (record.applied == 0 && problems.empty())
        problems.push_back("nothing is applied there, by its table '" + name + "'");
    if (problems.empty()) return record;
    throw Error(Exit::state,
                "the database is not where a migration of this folder leaves it: " + database.label() + "\n    " +
                    join(problems, "\n    "),
                "bring it there with " + std::string(layout.name) + " first; " + without_stamp);
}

}  // namespace migrations
