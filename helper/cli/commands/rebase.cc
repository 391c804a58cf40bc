#include "revisions/rebase.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/file.h"
#include "base/names.h"
#include "cli/both_sides.h"
#include "cli/commands/commands.h"
#include "cli/json.h"
#include "cli/parents_text.h"
#include "cli/rewrite_files.h"
#include "revisions/file.h"
#include "revisions/plan.h"

namespace migrations {
namespace {

struct Options {
    std::string head;
    std::string onto;
};

const Revision& one_revision(const Graph& graph, const std::string& word) {
    const RevisionList found = resolve_in_files(graph, word);
    if (found.size() == 1) return *found.front();
    throw Error(Exit::graph, migrations::quoted(word) + " is no single revision", "give an id; 'migrations heads' shows the heads");
}

// The one of two heads whose own revisions began later: what somebody has just added.
const Revision& later_side(const Graph& graph, const RevisionList& heads) {
    const auto begins = [&](const Revision& head, const Revision& other) {
        const Rebase side = plan_rebase(graph, head, other);
        return side.moved.front()->created;
    };
    return begins(*heads[0], *heads[1]) > begins(*heads[1], *heads[0]) ? *heads[0] : *heads[1];
}

std::pair<const Revision*, const Revision*> sides(const Graph& graph, const Options& options) {
    const RevisionList heads = graph.heads();
    if (!options.head.empty() && !options.onto.empty()) {
        return {&one_revision(graph, options.head), &one_revision(graph, options.onto)};
    }
    if (heads.size() != 2) {
        throw Error(Exit::graph, "the chain has " + count_of(heads.size(), "head"),
                    heads.size() < 2 ? "there is nothing to rebase" : "say which goes where: migrations rebase HEAD --onto HEAD");
    }
    if (options.head.empty() && options.onto.empty()) {
        const Revision& moves = later_side(graph, heads);
        return {&moves, &moves == heads[0] ? heads[1] : heads[0]};
    }
    const Revision& given = one_revision(graph, options.head.empty() ? options.onto : options.head);
    if (&given != heads[0] && &given != heads[1]) {
        throw Error(Exit::graph, migrations::quoted(given.id) + " is no head", "'migrations heads' shows the heads");
    }
    const Revision* other = &given == heads[0] ? heads[1] : heads[0];
    return options.head.empty() ? std::pair{other, &given} : std::pair{&given, other};
}

// The files as they are to be. Throws Error internal when one would not say what is meant.
std::vector<SourceFile> new_files(const Rebase& rebase) {
    std::vector<SourceFile> files;
    for (const Rebase::Change& each : rebase.changes) {
        SourceFile file{each.revision->path, with_parents(read_bytes(each.revision->path), *each.revision, each.parents)};
        Diagnostics findings;
        const std::optional<Revision> read = parse_revision(file, findings);
        if (!read || has_errors(findings) || read->parents != each.parents || read->ops_hash != each.revision->ops_hash) {
            throw Error(Exit::graph, "the file " + file.path + " cannot be given another parent",
                        "nothing was written; set its down_revision by hand");
        }
        files.push_back(std::move(file));
    }
    return files;
}

// The project as it is when the files are written. Throws Error graph when the moved side does not fit on the other.
Project rebased(const Project& project, const std::vector<SourceFile>& files, const RevisionList& both) {
    std::vector<Revision> revisions;
    Diagnostics problems;
    for (const Revision* each : project.graph.order()) {
        Revision revision = *each;
        for (const SourceFile& file : files) {
            if (file.path == each->path) revision = *parse_revision(file, problems);
        }
        revisions.push_back(std::move(revision));
    }
    Project after{project.settings, {}, {}, {}, Graph(std::move(revisions), problems), {}, project.ledger};
    if (!has_errors(problems)) (void)schema_at(after.graph, after.graph.heads(), problems);
    if (!has_errors(problems)) return after;
    Error error(Exit::graph, std::move(problems));
    error.help = "nothing was written: one side does not fit on top of the other\n" + told(overlaps(project.graph, both)) +
                 "edit the revision that nobody has applied";
    throw error;
}

// Whether other branches change the table of a rebuild too is for the runner, and in no SQL that somebody reads.
Script as_read(Script script) {
    for (Step& each : script.steps) each.shared = false;
    return script;
}

// Which of the moved revisions come out as the same SQL as before, in all dialects: what was read in their review holds.
std::vector<std::string> same_sql(const Project& before, const Project& after, const RevisionList& moved) {
    std::vector<std::string> same;
    for (const Revision* each : moved) same.push_back(each->id);
    for (const Dialect* dialect : before.settings.dialects) {
        const CompiledChain old = compile_chain(before, *dialect);
        const CompiledChain now = compile_chain(after, *dialect);
        std::erase_if(same, [&](const std::string& id) {
            return !(as_read(old.up(id)) == as_read(now.up(id))) || !(as_read(old.down(id)) == as_read(now.down(id)));
        });
    }
    return same;
}

Exit run(const Context& context, const Options& options) {
    const Project project = sound_chain(context.location, Reviews::read);
    const auto [head, onto] = sides(project.graph, options);
    const Rebase rebase = plan_rebase(project.graph, *head, *onto);
    const std::vector<SourceFile> files = new_files(rebase);
    Project after = rebased(project, files, {head, onto});

    std::vector<std::string> kept;
    std::vector<std::string> open;
    const std::vector<std::string> same = same_sql(project, after, rebase.moved);
    for (const Revision* each : rebase.moved) {
        const bool reviewed = review_state(project.ledger, project.graph, *each) == ReviewState::reviewed;
        const bool holds = reviewed && std::find(same.begin(), same.end(), each->id) != same.end();
        (holds ? kept : open).push_back(each->id);
        after.ledger.entries.erase(each->id);
        if (holds) after.ledger.entries[each->id] = entry_of(after.graph, *after.graph.find(each->id));
    }
    std::vector<SourceFile> texts = files;
    if (!project.ledger.entries.empty()) texts.push_back({project.settings.ledger, print_ledger(after.ledger)});
    rewrite_files(texts);

    if (context.output.json) {
        nlohmann::json written = nlohmann::json::array();
        for (const SourceFile& each : files) written.push_back(each.path);
        print_json({{"moved", rebase.moved.size()}, {"onto", onto->id}, {"written", written},
                    {"review_kept", kept}, {"to_review", open}});
        return Exit::ok;
    }
    for (const SourceFile& each : files) print_out("wrote " + each.path + "\n");
    print_out(count_of(rebase.moved.size(), "revision") + " up to " + head->id + " now " +
              (rebase.moved.size() == 1 ? "stands" : "stand") + " on " + onto->id + "\n");
    if (context.output.quiet) return Exit::ok;
    if (!kept.empty()) print_error("note: the SQL of " + join(kept, ", ") + " is the same: the review is kept\n");
    if (!open.empty()) print_error("note: to be reviewed: " + join(open, ", ") + "; run: migrations review\n");
    print_error("note: a database that has applied " + rebase.moved.front()->id + " without " + onto->id +
                " does not know this chain: take it back there first, or merge instead\n");
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_rebase(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("head", options->head, "the side that moves (default: of two heads the one that began later)");
    app.add_option("--onto", options->onto, "the head that it is put on (default: the other head)");
    return [&context, options] { return run(context, *options); };
}

}  // namespace migrations
