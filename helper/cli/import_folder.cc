#include "cli/import_folder.h"

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/names.h"
#include "cli/chain_folder.h"
#include "cli/checks.h"
#include "cli/database_steps.h"
#include "cli/import_chain.h"
#include "cli/import_files.h"
#include "cli/import_stamp.h"
#include "cli/json.h"
#include "cli/settings.h"
#include "cli/tool_record.h"
#include "cli/twin.h"

namespace migrations {
namespace {

const Layout& layout_of(const FolderOptions& options, const ChainFiles& files) {
    if (options.layout.empty()) return recognise(files, options.folder);
    if (const Layout* layout = find_layout(options.layout)) return *layout;
    std::vector<std::string> names;
    for (const Layout& each : layouts()) names.emplace_back(each.name);
    const std::string near = did_you_mean(options.layout, names);
    throw Error(Exit::usage, "unknown layout '" + options.layout + "'" + (near.empty() ? "" : "; " + near),
                "import knows " + join(names, ", "));
}

OldChain read_chain(const Layout& layout, const ChainFiles& files, const FolderOptions& options, const Dialect& dialect,
                    Diagnostics& warnings) {
    Diagnostics findings;
    OldChain chain = layout.read(files, dialect.language(), findings);
    if (has_errors(findings)) {
        Error error(Exit::graph, std::move(findings));
        error.help = nothing_written;
        throw error;
    }
    if (chain.migrations.empty()) {
        throw Error(Exit::usage, "'" + options.folder + "' has no migrations of " + std::string(layout.name),
                    "it looks for " + std::string(layout.looks_like));
    }
    warnings = std::move(findings);
    return chain;
}

// The one that all SQL of the folder is written in.
const Dialect& dialect_of(const FolderOptions& options, const Context& context, const ProjectSettings& settings) {
    const Dialect* named = options.dialect.empty() ? nullptr : &choose_dialect(options.dialect, context, {});
    if (settings.dialects.size() > 1) {
        const std::string wanted =
            options.dialect.empty() ? std::string(settings.dialects.front()->name()) : options.dialect;
        throw Error(Exit::usage, "the SQL of a chain is of one dialect, and the project has several",
                    "set dialects = [\"" + wanted + "\"] in " + settings.config_path);
    }
    const Dialect& dialect = *settings.dialects.front();
    if (named == nullptr || named == &dialect) return dialect;
    throw Error(Exit::usage, "the project does not have the dialect '" + options.dialect + "'",
                "set dialects = [\"" + options.dialect + "\"] in " + settings.config_path);
}

// A live database that another tool has brought to some of its migrations; only read.
struct Live {
    DatabaseUrl url;
    std::unique_ptr<Connection> database;
    ToolRecord record;
};

std::optional<Live> open_live(const FolderOptions& options, const Context& context, const Project& project,
                              const Layout& layout, const OldChain& chain, const Dialect& dialect) {
    if (!options.stamp) return std::nullopt;
    const DatabaseUrl url =
        options.stamp_url.empty() ? database_url(context, project.settings) : read_url(options.stamp_url);
    if (url.dialect != dialect.name()) {
        throw Error(Exit::usage,
                    "the database is of " + url.dialect + ", and the chain of " + std::string(dialect.name()),
                    "name the database that " + std::string(layout.name) + " migrated: --stamp URL");
    }
    Live live;
    live.url = url;
    OpenOptions open;
    open.read_only = true;
    live.database = open_connection(url, open);
    require_unrecorded(*live.database, project, "ID");
    live.record = read_tool_record(*live.database, url, layout, chain, options.tool_table);
    return live;
}

// Compares the live database with what the chain makes up to where the tool says that it is.
void require_as_recorded(const Live& live, Look wanted, const OldMigration& at,
                         const ProjectSettings& settings) {
    std::vector<std::string> ignored = bookkeeping_tables(settings.version_table);
    if (!live.record.table.empty()) ignored.push_back(live.record.table);
    Look found = look_at(*live.database, ignored);
    found.schema = without_ignored(std::move(found.schema), settings.ignore, wanted.schema);
    for (Look* each : {&wanted, &found}) std::erase_if(each->left_out, is_of_the_server);
    const std::vector<std::string> lines = differences(wanted, found);
    if (lines.empty()) return;
    throw Error(Exit::not_clean,
                "the database is not what the chain makes up to version '" + at.shown +
                    "', at which it is by its table; from the chain to " + live.database->label() + " it is:\n    " +
                    join(lines, "\n    "),
                "nothing was written; mend the database, or write what is not the chain's business into [ignore] of " +
                    settings.config_path);
}

// Everything that a reader should know and that no file says.
void warn(const Context& context, const OldChain& chain, const Diagnostics& warnings,
          const std::vector<LeftOut>& unsaid) {
    if (context.output.json) return;
    print_error(to_string(warnings));
    std::string text;
    for (const std::string& each : chain.left_out) text += "note: not imported: " + each + "\n";
    if (!unsaid.empty()) {
        text += "warning: the chain makes " + count_of(unsaid.size(), "thing") +
                " that models do not say; the SQL of the revisions alone has " + (unsaid.size() == 1 ? "it" : "them") +
                ":\n";
        for (const LeftOut& each : unsaid) text += "    " + each.kind + " " + each.name + "\n";
    }
    print_error(text);
}

void tell(const Context& context, const ImportedChain& made, const Layout& layout, const std::vector<SourceFile>& files,
          const std::optional<Live>& live, const OldChain& chain, const Diagnostics& warnings,
          const ProjectSettings& settings) {
    const std::string stamped = live ? made.revisions[live->record.applied - 1].id : "";
    if (context.output.json) {
        nlohmann::json written = nlohmann::json::array();
        for (const SourceFile& each : files) written.push_back(each.path);
        nlohmann::json revisions = nlohmann::json::array();
        for (std::size_t i = 0; i < made.revisions.size(); ++i) {
            const Revision& each = made.revisions[i];
            revisions.push_back({{"revision", each.id},
                                 {"version", chain.migrations[i].shown},
                                 {"message", each.message},
                                 {"transactional", each.transactional},
                                 {"irreversible", each.irreversible}});
        }
        nlohmann::json left_out = chain.left_out;
        nlohmann::json unsaid = nlohmann::json::array();
        for (const LeftOut& each : made.left_out) unsaid.push_back({{"kind", each.kind}, {"name", each.name}});
        print_json({{"written", written},
                    {"layout", std::string(layout.name)},
                    {"revisions", revisions},
                    {"tables", made.schema.tables.size()},
                    {"not_imported", left_out},
                    {"left_out", unsaid},
                    {"warnings", as_json(warnings)},
                    {"stamped", live.has_value()},
                    {"stamped_at", stamped}});
        return;
    }
    for (const SourceFile& each : files) print_out("wrote " + each.path + "\n");
    std::size_t alone = 0;
    std::size_t final = 0;
    for (const Revision& each : made.revisions) {
        alone += each.transactional ? 0 : 1;
        final += each.irreversible.empty() ? 0 : 1;
    }
    print_out(count_of(made.revisions.size(), "revision") + " of " + std::string(layout.name) +
              ", run up, down and up again" + (final > 0 ? "; " + std::to_string(final) + " without a way down" : "") +
              (alone > 0 ? "; " + std::to_string(alone) + " without a transaction" : "") + "\n");
    if (live) print_out("the database is recorded to be at " + stamped + "; nothing was run\n");
    if (context.output.quiet) return;
    if (live && !live->record.table.empty()) {
        const std::vector<std::string>& patterns = settings.ignore.tables;
        const bool known = std::any_of(patterns.begin(), patterns.end(),
                                       [&](const std::string& each) { return fits_pattern(live->record.table, each); });
        print_error(
            "note: the table '" + live->record.table + "' of " + std::string(layout.name) + " is left as it is" +
            (known
                 ? ""
                 : "; so that comparisons pass over it, write into migrations.toml:\n\n    [ignore]\n    tables = [\"" +
                       live->record.table + "\"]\n") +
            "\n");
    }
    print_error("note: read the models, then run: " + command_for(settings, "review", "review") + "\n");
}

// A cut in the middle leaves revisions without their parents, which every command says, and no shorter chain.
std::vector<SourceFile> newest_first(const ImportedChain& made) {
    std::vector<SourceFile> files = made.model_files;
    files.insert(files.end(), made.revision_files.rbegin(), made.revision_files.rend());
    return files;
}

// The tool has not gone on since its table was read.
void require_unmoved(Connection& database, const Live& live, const Layout& layout, const OldChain& chain,
                     const std::string& tool_table) {
    if (read_tool_record(database, live.url, layout, chain, tool_table).applied == live.record.applied) return;
    throw Error(Exit::state, std::string(layout.name) + " has changed the database meanwhile: " + database.label(),
                "run the same command again");
}

}  // namespace

Exit import_folder(const Context& context, const Project& project, const FolderOptions& options) {
    const ProjectSettings& settings = project.settings;
    const ChainFiles files = read_chain_folder(options.folder);
    const Layout& layout = layout_of(options, files);
    const Dialect& dialect = dialect_of(options, context, settings);
    Diagnostics warnings;
    const OldChain chain = read_chain(layout, files, options, dialect, warnings);
    const std::vector<ReadyMigration> ready = ready_to_run(chain, dialect, Scratch::is_on_named_server(), warnings);
    const std::optional<Live> live = open_live(options, context, project, layout, chain, dialect);

    Scratch scratch({}, postgresql_bindir(context.location));
    ChainWishes wishes;
    wishes.folder = options.folder;
    wishes.tool = layout.name;
    wishes.irreversible = options.irreversible;
    wishes.applied = live ? live->record.applied : 0;
    wishes.print = [&](const Schema& schema) { return model_files(schema, options.split, settings); };
    const ImportedChain made = import_chain(ready, wishes, dialect, settings, scratch);
    if (live) require_as_recorded(*live, made.wanted, chain.migrations[live->record.applied - 1], settings);

    std::vector<SourceFile> written = made.model_files;
    written.insert(written.end(), made.revision_files.begin(), made.revision_files.end());
    warnings.insert(warnings.end(), made.warnings.begin(), made.warnings.end());
    warn(context, chain, warnings, made.left_out);
    NewFiles kept(newest_first(made));
    if (live) {
        stamp_imported(context, live->url, made.revisions[live->record.applied - 1].id, kept, [&](Connection& database) {
            require_unmoved(database, *live, layout, chain, options.tool_table);
        });
    }
    kept.keep();
    tell(context, made, layout, written, live, chain, warnings, settings);
    return Exit::ok;
}

}  // namespace migrations
