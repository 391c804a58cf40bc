#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/names.h"
#include "base/toml.h"
#include "chains/layout.h"
#include "cli/checks.h"
#include "cli/commands/commands.h"
#include "cli/database_options.h"
#include "cli/database_steps.h"
#include "cli/import_files.h"
#include "cli/import_folder.h"
#include "cli/import_models.h"
#include "cli/import_source.h"
#include "cli/import_stamp.h"
#include "cli/json.h"
#include "cli/new_revision.h"
#include "cli/revision_place.h"
#include "cli/settings.h"
#include "diff/diff.h"
#include "operations/replay.h"
#include "revisions/file.h"
#include "revisions/id.h"

namespace migrations {
namespace {

struct Options {
    std::string source;
    std::string dialect;
    std::string message;
    bool split = false;
    bool stamp = false;
    std::string stamp_url;  // of a chain in a folder
    std::string layout;
    std::string tool_table;
    std::string irreversible;
};

// Import is a beginning: what is there already would have to be merged with, and nobody could tell how.
void require_fresh(const Project& project) {
    require_sound(project, false);
    if (project.graph.size() > 0) {
        const Revision& first = *project.graph.order().front();
        throw Error(Exit::state, "the project has revisions already: " + first.path,
                    "import starts a project; to compare with the source, run: migrations diff head SOURCE");
    }
    if (!project.settings.models.empty()) {
        throw Error(Exit::state, "the project has models already: " + project.settings.models.front(),
                    "import writes all models; move the file away, or compare: migrations diff models SOURCE");
    }
}

// A database that records a revision has a project already.
void require_unstamped(const ImportSource& source, const Options& options, const Project& project) {
    if (!options.stamp) return;
    if (!source.database) {
        throw Error(Exit::usage, "--stamp needs a database, and '" + options.source + "' is a file of SQL",
                    "import the file, then run: migrations stamp head --database URL");
    }
    OpenOptions open;
    open.read_only = true;
    require_unrecorded(*open_connection(*source.database, open), project, "head");
}

std::string list_of(const std::vector<LeftOut>& things) {
    if (things.empty()) return "";
    std::string text = "warning: " + count_of(things.size(), "thing") +
                       " of the source cannot be said in models and " + (things.size() == 1 ? "is" : "are") +
                       " not imported:\n";
    for (const LeftOut& each : things) text += "    " + each.kind + " " + each.name + "\n";
    return text;
}

// The way on with these: in the database that was read they stay, in one that the chain makes they are not.
std::string note_of_others(const std::vector<LeftOut>& things, const ProjectSettings& settings) {
    std::vector<std::string> patterns;
    for (const LeftOut& each : things) {
        if (!is_of_the_server(each)) patterns.push_back(toml_string(each.kind + " " + each.name));
    }
    if (patterns.empty()) return "";
    return "note: 'migrations check --database' reports what was not imported, until a revision makes it (migrations revision --sql) or " +
           settings.config_path + " names it:\n    [ignore]\n    others = [" + join(patterns, ", ") + "]\n";
}

// The first revision, as it is to be written; it makes exactly this schema. Throws Error usage when the project's
// template leaves something out.
Revision first_revision(const Schema& schema, const Options& options) {
    Revision revision;
    revision.id = new_revision_id({});
    revision.message = options.message.empty() ? "initial schema" : options.message;
    revision.created = now_utc();
    revision.upgrade = creation(schema);
    return revision;
}

SourceFile revision_file(Revision& revision, const Schema& schema, const ProjectSettings& settings) {
    RevisionNotes notes;
    Reverse back = reverse(revision.upgrade, {});
    revision.downgrade = std::move(back.operations);
    // What the way down drops comes back empty; its rows are lost.
    for (std::size_t i = 0; i < revision.downgrade.size(); ++i) {
        if (const auto* drop = std::get_if<DropTable>(&revision.downgrade[i].change))
            notes.downgrade.emplace_back(i, "values lost: " + drop->table);
    }
    const std::string path = path_of_new(revision, settings);
    SourceFile file{path, revision_text(revision, settings, notes)};

    Diagnostics findings;
    const std::optional<Revision> read = parse_revision(file, findings);
    Schema made;
    if (read) made = replay(read->upgrade, {}, findings);
    const bool whole = read && !has_errors(findings) && sorted_but_columns(made) == sorted_but_columns(schema) &&
                       read->id == revision.id && read->parents.empty() &&
                       replay(read->downgrade, made, findings) == Schema{} && !has_errors(findings);
    if (whole) return file;
    Error error = has_errors(findings)
                      ? Error(Exit::usage, std::move(findings))
                      : Error(Exit::usage, "the revision that the template makes is not the one that was imported");
    error.help = std::string(nothing_written) + (settings.revision_template.empty()
                                              ? std::string()
                                              : "; is the template " + settings.revision_template + " to blame?");
    throw error;
}

void report(const Context& context, const Options& options, const ImportSource& source, const ImportedModels& imported,
            const std::vector<SourceFile>& files, const Revision& revision, const ProjectSettings& settings) {
    if (context.output.json) {
        nlohmann::json written = nlohmann::json::array();
        for (const SourceFile& each : files) written.push_back(each.path);
        nlohmann::json left_out = nlohmann::json::array();
        for (const LeftOut& each : source.left_out) left_out.push_back({{"kind", each.kind}, {"name", each.name}});
        print_json({{"written", written},
                    {"revision", revision.id},
                    {"message", revision.message},
                    {"dialect", std::string(source.dialect->name())},
                    {"tables", imported.schema.tables.size()},
                    {"enums", imported.schema.enums.size()},
                    {"left_out", left_out},
                    {"stamped", options.stamp}});
        return;
    }
    for (const SourceFile& each : files) print_out("wrote " + each.path + "\n");
    if (options.stamp) print_out("the database is recorded to be at " + revision.id + "; nothing was run\n");
    if (context.output.quiet) return;
    if (source.database) print_error(note_of_others(source.left_out, settings));
    print_error("note: read the models, then run: " + command_for(settings, "review", "review") + "\n");
    if (source.database && !options.stamp) {
        print_error("note: the database does not know of the revision: to record it there, run: migrations stamp head\n");
    }
}

void require_no_folder_options(const Options& options) {
    const std::pair<const char*, bool> given[] = {{"--layout", !options.layout.empty()},
                                                  {"--tool-table", !options.tool_table.empty()},
                                                  {"--irreversible", !options.irreversible.empty()},
                                                  {"--stamp URL", !options.stamp_url.empty()}};
    for (const auto& [name, is_given] : given) {
        if (!is_given) continue;
        throw Error(Exit::usage, std::string(name) + " is for a folder of migrations, and '" + options.source + "' is none",
                    std::string(name) == "--stamp URL" ? "write --stamp alone: it stamps the database that is imported" : "leave it out");
    }
}

FolderOptions folder_options(const Options& options) {
    if (!options.tool_table.empty() && !options.stamp) {
        throw Error(Exit::usage, "--tool-table names the table that --stamp reads, and there is no --stamp",
                    "add --stamp, perhaps with a URL, or leave it out");
    }
    if (!options.message.empty()) {
        throw Error(Exit::usage, "--message is for one revision, and those of a folder have their own", "leave it out");
    }
    std::string folder = options.source;
    while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
    return {folder,         options.layout, options.dialect,  options.irreversible, options.tool_table,
            options.split, options.stamp,  options.stamp_url};
}

// --stamp takes a URL or none: what stands behind it may be the source.
void sort_out_source(Options& options) {
    if (options.source.empty()) std::swap(options.source, options.stamp_url);
    if (options.source.empty()) throw Error(Exit::usage, "source is required", "see 'migrations import --help'");
}

Exit run(const Context& context, Options options) {
    sort_out_source(options);
    Parts parts;
    parts.models = false;
    parts.ledger = false;
    const Project project = load_project(read_project(context.location), parts);
    const ProjectSettings& settings = project.settings;
    require_fresh(project);
    std::error_code failed;
    if (std::filesystem::is_directory(options.source, failed)) return import_folder(context, project, folder_options(options));
    require_no_folder_options(options);

    Scratch scratch({}, postgresql_bindir(context.location));
    const ImportSource source = read_import_source(options.source, options.dialect, context, settings, scratch);
    require_unstamped(source, options, project);
    // Before the proofs: what is missing may be why they fail.
    if (!context.output.json) print_error(list_of(source.left_out));

    const ModelFiles print = [&](const Schema& schema) { return model_files(schema, options.split, settings); };
    const ImportedModels imported = prove_models(source.schema, *source.dialect, print, settings, scratch);
    Revision revision = first_revision(imported.schema, options);
    std::vector<SourceFile> files = imported.files;
    files.push_back(revision_file(revision, imported.schema, settings));

    NewFiles written(files);
    if (options.stamp) stamp_imported(context, *source.database, revision.id, written, [](Connection&) {});
    written.keep();
    report(context, options, source, imported, files, revision, settings);
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_import(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("source", options->source,
                   "a database URL, an SQLite file, a .sql file with a schema, or a folder of migrations of another tool");
    app.add_option("--dialect", options->dialect, "sqlite or postgresql, of a .sql file where the project has both");
    app.add_flag("--split", options->split, "write a model file for each table");
    CLI::Option* stamp = app.add_option("--stamp", options->stamp_url,
                                        "record in the database that it is at the revision, nothing is run; of a folder the one that the "
                                        "tool has migrated (default: that of the project), at the revision that its table tells");
    stamp->expected(0, 1)->type_name("[URL]");
    std::string names;
    for (const Layout& each : layouts()) names += (names.empty() ? "" : ", ") + std::string(each.name);
    app.add_option("--layout", options->layout, "whose migrations the folder holds (default: recognised): " + names);
    app.add_option("--tool-table", options->tool_table, "the table in which that tool records what it has run, under another name");
    CLI::Option* irreversible = app.add_option("--irreversible", options->irreversible,
                   "why there is no way back from a migration whose way down does not work (default: nothing is imported then)");
    app.add_option("-m,--message", options->message, "message of the one revision (default: initial schema)");
    add_lock_timeout_option(app, context);
    return [&context, options, stamp, irreversible] {
        options->stamp = stamp->count() > 0;
        if (irreversible->count() > 0 && trim(options->irreversible).empty()) {
            throw Error(Exit::usage, "--irreversible gives no reason", "say why there is no way back: --irreversible \"why\"");
        }
        return run(context, *options);
    };
}

}  // namespace migrations
