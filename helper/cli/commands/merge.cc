#include <CLI/CLI.hpp>
#include <memory>

#include "base/names.h"
#include "cli/both_sides.h"
#include "cli/commands/commands.h"
#include "cli/new_revision.h"
#include "cli/written_revision.h"
#include "operations/replay.h"
#include "revisions/new_links.h"

namespace migrations {
namespace {

struct Options {
    std::vector<std::string> revisions;
    std::string message;
    std::string id;
    std::vector<std::string> labels;
    std::string folder;
    bool splice = false;
};

std::string default_message(const RevisionList& parents) {
    return "merge " + join(ids_in(parents), " and ");
}

// The schema where the sides meet. Throws Error graph where one side does not fit on what the other leaves.
Schema met(const Project& project, const RevisionList& parents, const std::vector<Overlap>& common) {
    Diagnostics problems;
    Schema schema = schema_at(project.graph, parents, problems);
    if (!has_errors(problems)) return schema;
    Error error(Exit::graph, std::move(problems));
    error.help = "nothing was written: the sides do not fit together\n" + told(common) +
                 "put one side on top of the other (migrations rebase) when you have corrected what does not fit";
    throw error;
}

Exit run(const Context& context, const Options& options) {
    const Project project = sound_chain(context.location);
    const std::vector<std::string> words = options.revisions.empty() ? std::vector<std::string>{"heads"} : options.revisions;
    const RevisionList parents = parents_of_merge(project.graph, words, options.splice);
    const std::vector<Overlap> common = overlaps(project.graph, parents);
    const Schema schema = met(project, parents, common);

    Revision revision;
    revision.id = free_id(project.graph, options.id);
    revision.parents = ids_in(parents);
    revision.branch_labels = options.labels;
    require_linkable(project.graph, revision);
    revision.message = options.message.empty() ? default_message(parents) : options.message;
    require_one_line(revision.message);
    revision.created = now_utc();
    WrittenRevision written = write_revision(project, revision, {}, options.folder);
    for (const Overlap& each : common) {
        written.findings.push_back(warning_at({written.path, 0, 0}, "both-sides", trim(told({each})),
                                              "the order in which a database applies the sides is not settled: see that both "
                                              "orders leave the same"));
    }
    report_written(project, schema, std::move(written), context);
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_merge(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("revisions", options->revisions, "the heads to join (default: all)");
    app.add_option("-m,--message", options->message, "what is merged, one line (default: 'merge A and B')");
    app.add_option("--rev-id", options->id, "id to use instead of a random one");
    app.add_option("--version-path", options->folder,
                   "folder for the file: one of 'revisions' in migrations.toml (default: that of the first parent)");
    app.add_option("--branch-label", options->labels, "name for the branch that begins with it");
    app.add_flag("--splice", options->splice, "revisions that are no heads may be joined");
    return [&context, options] { return run(context, *options); };
}

}  // namespace migrations
