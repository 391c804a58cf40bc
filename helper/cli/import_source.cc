#include "cli/import_source.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/names.h"
#include "cli/side.h"
#include "cli/twin.h"
#include "dialects/dialects.h"

namespace migrations {
namespace {

// The database that the text names; an SQLite file may be called as it likes.
DatabaseUrl url_of(const std::string& text) {
    std::error_code failed;
    const bool is_database = kind_of_side(text) == Side::Kind::database;
    if (!is_database && std::filesystem::is_regular_file(text, failed) && !text.ends_with(".toml")) {
        DatabaseUrl url;
        url.dialect = "sqlite";
        url.path = text;
        url.shown = "sqlite:///" + text;
        return url;
    }
    if (is_database) return read_url(text);
    throw Error(Exit::usage, "'" + text + "' is neither a database nor a file of SQL",
                "give sqlite:///app.db, postgresql://user@host/database, an SQLite file, or a file that ends in .sql");
}

const Dialect& dialect_of_sql(const std::string& path, const std::string& named, const Context& context,
                              const ProjectSettings& settings) {
    if (!named.empty()) return choose_dialect(named, context, {});
    if (settings.dialects.size() == 1) return *settings.dialects.front();
    throw Error(Exit::usage, "the dialect of '" + path + "' is not known", "give --dialect sqlite or postgresql");
}

void require_dialect(const Dialect& dialect, const ProjectSettings& settings) {
    if (std::find(settings.dialects.begin(), settings.dialects.end(), &dialect) != settings.dialects.end()) return;
    const std::string name(dialect.name());
    throw Error(Exit::usage, "the source is of " + name + ", which is no dialect of " + settings.name,
                "add \"" + name + "\" to 'dialects' in " + settings.config_path);
}

// Without what the programs that write such files mean for psql and sqlite3 alone.
std::string without_shell_lines(const std::string& text) {
    std::string sql;
    for (const std::string& line : split(text, '\n')) {
        const bool for_shell = line.starts_with("\\restrict ") || line.starts_with("\\unrestrict ") ||
                               line.starts_with("CREATE TABLE sqlite_");
        sql += (for_shell ? "" : line) + "\n";
    }
    return trim(sql);
}

std::unique_ptr<Connection> run_sql(const std::string& path, const Dialect& dialect, Scratch& scratch) {
    try {
        return scratch.database_after_sql(dialect, without_shell_lines(read_source(path).text));
    } catch (Error& error) {
        Error told(error.exit, path + ": " + error.what(), error.help);
        told.sql = error.sql;
        told.code = error.code;
        // Roles are no part of a database, and rows none of a schema.
        const bool of_dump = error.code == "42704" || error.sql.find("FROM stdin") != std::string::npos;
        if (dialect.language() == dialect::postgresql && of_dump) {
            told.help = "a file of pg_dump must hold the schema alone: pg_dump --schema-only --no-owner --no-privileges";
        }
        throw told;
    }
}

}  // namespace

ImportSource read_import_source(const std::string& text, const std::string& dialect, const Context& context,
                                const ProjectSettings& settings, Scratch& scratch) {
    ImportSource source;
    std::unique_ptr<Connection> connection;
    if (kind_of_side(text) == Side::Kind::sql_file) {
        source.label = text;
        source.dialect = &dialect_of_sql(text, dialect, context, settings);
        require_dialect(*source.dialect, settings);
        connection = run_sql(text, *source.dialect, scratch);
    } else {
        source.database = url_of(text);
        source.label = source.database->shown;
        source.dialect = find_dialect(source.database->dialect);
        if (!dialect.empty() && &choose_dialect(dialect, context, {}) != source.dialect) {
            throw Error(Exit::usage, "--dialect " + dialect + " is not the dialect of the database");
        }
        require_dialect(*source.dialect, settings);
        OpenOptions options;
        options.read_only = true;
        connection = open_connection(*source.database, options);
    }
    const std::vector<std::string> books = bookkeeping_tables(settings.version_table);
    source.schema = connection->reflect(books);
    source.left_out = connection->left_out(books);
    if (source.schema.tables.empty() && source.schema.enums.empty()) {
        Error error(Exit::state, "there is nothing to import: " + source.label + " has no tables",
                    "for a new database, write models and run: migrations revision --autogenerate");
        throw error;
    }
    return source;
}

}  // namespace migrations
