#include "cli/side.h"

#include <filesystem>

#include "base/file.h"
#include "base/names.h"
#include "cli/compiled_models.h"
#include "cli/twin.h"
#include "dialects/dialects.h"
#include "revisions/plan.h"

namespace migrations {
namespace {

bool ends_with(const std::string& text, std::string_view suffix) {
    return text.size() > suffix.size() && text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
}

std::vector<std::string> bookkeeping(const Context& context) {
    try {
        return bookkeeping_tables(read_project(context.location).version_table);
    } catch (const Error&) {
        // Outside a project the tables have the names that they have everywhere.
        return bookkeeping_tables("migrations_version");
    }
}

Side models_of(Side side, Model model, Diagnostics problems) {
    if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
    side.schema = std::move(model.schema);
    side.hints = std::move(model.hints);
    return side;
}

Side revision_side(Side side, const Context& context) {
    Parts parts;
    parts.models = false;
    parts.ledger = false;
    const Project project = load_project(read_project(context.location), parts);
    require_sound(project, false);
    Diagnostics problems;
    side.schema = schema_at(project.graph, resolve_in_files(project.graph, side.text), problems);
    if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
    return side;
}

}  // namespace

Side::Kind kind_of_side(const std::string& text) {
    if (text == "models") return Side::Kind::models;
    if (text.find("://") != std::string::npos || text.find('=') != std::string::npos) return Side::Kind::database;
    if (ends_with(text, ".toml")) return Side::Kind::model_file;
    if (ends_with(text, ".sql")) return Side::Kind::sql_file;
    for (const std::string_view suffix : {".db", ".sqlite", ".sqlite3"}) {
        if (ends_with(text, suffix)) return Side::Kind::database;
    }
    return Side::Kind::revision;
}

const Dialect* dialect_of_side(const std::string& text) {
    if (kind_of_side(text) != Side::Kind::database) return nullptr;
    return find_dialect(read_url(text).dialect);
}

Side read_side(const std::string& text, const Context& context, const Dialect* dialect, Scratch& scratch) {
    Side side;
    side.kind = kind_of_side(text);
    side.text = text;
    switch (side.kind) {
        case Side::Kind::models: {
            Diagnostics problems;
            Model model = read_project_models(read_project(context.location), problems);
            return models_of(std::move(side), std::move(model), std::move(problems));
        }
        case Side::Kind::model_file: {
            Diagnostics problems;
            Model model = read_models({read_source(text)}, problems);
            return models_of(std::move(side), std::move(model), std::move(problems));
        }
        case Side::Kind::revision: return revision_side(std::move(side), context);
        case Side::Kind::sql_file:
            if (dialect == nullptr) {
                throw Error(Exit::usage, "the dialect of '" + text + "' is not known", "give --dialect sqlite or postgresql");
            }
            try {
                side.schema = scratch.after_sql(*dialect, read_source(text).text);
            } catch (Error& error) {
                throw Error(error.exit, text + ": " + error.what(), error.help);
            }
            return side;
        case Side::Kind::database: {
            OpenOptions options;
            options.read_only = true;
            side.schema = open_connection(read_url(text, context.location.values), options)->reflect(bookkeeping(context));
            return side;
        }
    }
    return side;
}

std::unique_ptr<Connection> rebuild_side(const Side& side, const Dialect& dialect, Scratch& scratch,
                                         const RenderOptions& options) {
    std::unique_ptr<Connection> database = scratch.database(dialect);
    if (side.kind == Side::Kind::sql_file) {
        database->execute(read_source(side.text).text);
    } else if (side.kind == Side::Kind::database) {
        OpenOptions open;
        open.read_only = true;
        // The records come along, as tables without rows: the statements are to run on a database that has them.
        return twin_of(*open_connection(read_url(side.text), open), {});
    } else {
        Diagnostics problems;
        const Script script = dialect.render({}, creation(side.schema), options, problems);
        if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
        run_script(*database, script);
    }
    return database;
}

}  // namespace migrations
