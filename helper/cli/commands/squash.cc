#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "base/names.h"
#include "cli/checks.h"
#include "cli/commands/commands.h"
#include "cli/database_steps.h"
#include "cli/json.h"
#include "cli/new_revision.h"
#include "cli/squash_proof.h"
#include "cli/written_revision.h"
#include "operations/replay.h"
#include "revisions/file.h"
#include "revisions/replaced.h"

namespace migrations {
namespace {

struct Options {
    std::string range;
    std::string message;
    std::string dialect;
    bool dry_run = false;
};

// A scratch database of a dialect that this machine does not have is no reason to give up the other one.
ProvenSquash proven(const Context& context, const Project& project, Squash squash, const std::vector<const Dialect*>& dialects) {
    try {
        return prove_squash(context, project, std::move(squash), dialects);
    } catch (Error& error) {
        if (error.exit == Exit::environment && dialects.size() > 1) {
            error.help += (error.help.empty() ? "" : "; ") +
                          std::string("or prove it for one of the dialects alone: --dialect ") +
                          std::string(dialects.front()->name());
        }
        throw;
    }
}

// The reviews of the squashed revisions go, and what stands on them keeps its own.
Ledger ledger_after(const Project& project, const Squash& squash, const Graph& after) {
    Ledger ledger = project.ledger;
    for (const Revision* each : squash.squashed) ledger.entries.erase(each->id);
    for (auto& [id, entry] : ledger.entries) {
        const Revision* revision = after.find(id);
        if (revision != nullptr && entry.file_hash == revision->file_hash) entry = entry_of(after, *revision);
    }
    return ledger;
}

// The one revision in the place of the last one; then the others go.
std::vector<std::string> write(const Project& project, const ProvenSquash& made) {
    const Squash& squash = made.squash;
    const std::string& path = squash.squashed.back()->path;
    // The file may be there although a command that runs on new ones has failed: then all of it is carried out, and said.
    std::optional<Error> failed_hook;
    WrittenRevision written;
    try {
        written = rewrite_revision(project, squash.revision, {}, path);
    } catch (const Error& error) {
        Diagnostics ignored;
        written.revision = parse_revision(read_source(path), ignored);
        if (!written.revision || written.revision->replaces != squash.revision.replaces) throw;
        failed_hook = error;
    }
    std::vector<std::string> removed;
    for (const Revision* each : squash.squashed) {
        if (each->path == path) continue;
        std::error_code failed;
        std::filesystem::remove(each->path, failed);
        if (failed) {
            throw Error(Exit::environment, "cannot remove '" + each->path + "': " + failed.message(),
                        path + " was written, and stands for it: remove it by hand");
        }
        removed.push_back(each->path);
    }
    if (!project.ledger.entries.empty() && written.revision) {
        const Graph after = squashed_graph(project.graph, squash, *written.revision);
        write_file(project.settings.ledger, print_ledger(ledger_after(project, squash, after)));
    }
    if (failed_hook) throw *failed_hook;
    return removed;
}

std::size_t operations_of(const RevisionList& revisions) {
    std::size_t count = 0;
    for (const Revision* each : revisions) count += each->upgrade.size();
    return count;
}

void report(const Context& context, const Options& options, const Project& project, const ProvenSquash& made,
            const std::vector<std::string>& removed) {
    const Squash& squash = made.squash;
    const Revision& revision = squash.revision;
    if (context.output.json) {
        nlohmann::json json = {{"revision", revision.id}, {"message", revision.message}, {"dry_run", options.dry_run},
                               {"replaces", replaced_ids(revision)}, {"proven", made.dialects}, {"removed", removed},
                               {"without_rows", made.unfilled}};
        json["written"] = options.dry_run ? nlohmann::json(nullptr) : nlohmann::json(revision.path);
        json["operations"] = nlohmann::json::array();
        for (const Operation& each : revision.upgrade) json["operations"].push_back(as_json(each));
        print_json(json);
        return;
    }
    for (const std::string& each : made.unfilled) {
        print_error("warning: proven without rows there: " + each + "\n");
    }
    if (options.dry_run) {
        print_out(revision_text(revision, project.settings, {}));
    } else {
        print_out("wrote " + revision.path + "\n");
        for (const std::string& each : removed) print_out("removed " + each + "\n");
    }
    if (context.output.quiet) return;
    print_error("note: " + count_of(squash.squashed.size(), "revision") + " with " +
                count_of(operations_of(squash.squashed), "operation") + " up " + (options.dry_run ? "would be" : "are") +
                " one with " + std::to_string(revision.upgrade.size()) + "; proven on scratch databases with rows: " +
                join(made.dialects, ", ") + "\n");
    if (!squash.blocking.empty()) {
        print_error("warning: indexes of " + ids_of(squash.blocking) +
                    " were made concurrently; in one transaction with the rest they keep writers out\n");
    }
    if (options.dry_run) return;
    print_error("note: a database at " + revision.id + " or behind it goes on as before; one in between (" +
                join(replaced_ids(revision), ", ") + ") has to be brought to " + revision.id +
                " with the files from before first\n");
    print_error("note: read it, then run: " + command_for(project.settings, "review", "review") + "\n");
}

Exit run(const Context& context, const Options& options) {
    const Project project = sound_chain(context.location, Reviews::read);
    Squash squash = plan_squash(project.graph, part_of(project.graph, options.range));
    if (!options.message.empty()) squash.revision.message = options.message;
    require_one_line(squash.revision.message);
    const ProvenSquash made =
        proven(context, project, std::move(squash), chosen_dialects(options.dialect, context, project.settings));
    const std::vector<std::string> removed = options.dry_run ? std::vector<std::string>() : write(project, made);
    report(context, options, project, made, removed);
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_squash(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("range", options->range, "FIRST:LAST, both included; ':LAST' or 'base:LAST' begins with the first of all")
        ->required();
    app.add_option("-m,--message", options->message, "what it is, one line (default: 'squash FIRST to LAST')");
    app.add_option("--dialect", options->dialect, "prove it for this dialect alone (default: all of the project)");
    app.add_flag("--dry-run", options->dry_run, "prove it and print the file, but write nothing");
    return [&context, options] { return run(context, *options); };
}

}  // namespace migrations
