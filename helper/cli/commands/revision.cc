#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/file.h"
#include "base/names.h"
#include "cli/amend.h"
#include "cli/checks.h"
#include "cli/commands/commands.h"
#include "cli/database_options.h"
#include "cli/draft.h"
#include "cli/from_database.h"
#include "cli/json.h"
#include "cli/new_revision.h"
#include "cli/raw_sql.h"
#include "cli/sql_revision.h"
#include "cli/written_revision.h"
#include "lint/lint.h"
#include "revisions/file.h"
#include "revisions/id.h"
#include "revisions/new_links.h"
#include "revisions/plan.h"

namespace migrations {
namespace {

struct Options {
    std::string message;
    bool autogenerate = false;
    bool amend = false;
    bool from_database = false;
    bool yes = false;
    std::string id;
    std::vector<std::string> heads;
    bool splice = false;
    std::vector<std::string> labels;
    std::vector<std::string> depends_on;
    std::string folder;
    DraftAnswers answers;
    SqlAnswers sql;
};

Exit nothing_to_do(const Context& context, const std::string& text) {
    if (context.output.json) {
        print_json({{"written", nullptr}, {"message", text}});
    } else {
        print_out(text + "\n");
    }
    return Exit::ok;
}

std::string message_for(const Options& options, const std::string& derived) {
    if (!options.message.empty()) return options.message;
    const char* variable = std::getenv("MIGRATIONS_MESSAGE");
    if (variable != nullptr && *variable != '\0') return variable;
    if (options.answers.ask) {
        const std::string answer = trim(ask("Message" + (derived.empty() ? "" : " [" + derived + "]") + ": "));
        if (!answer.empty()) return answer;
    }
    return derived;
}

void set_operations(Revision& revision, const Draft& draft) {
    revision.upgrade = draft.upgrade;
    revision.downgrade = draft.irreversible.empty() ? draft.downgrade : Operations{};
    revision.irreversible = draft.irreversible;
}

// The revision to write anew. An open fill in it is the reason to amend and must not stand in the way; any other problem
// does: of a file that cannot be read, the one before it would seem to be the newest.
const Revision& revision_to_amend(const Project& project) {
    const auto heads = project.graph.heads();
    const std::string path = heads.size() == 1 ? heads.front()->path : "";
    Diagnostics problems = project.model_problems;
    for (const Diagnostic& each : project.problems) {
        if (!is_open_question(each) || each.location.path != path) problems.push_back(each);
    }
    if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
    if (heads.empty()) {
        throw Error(Exit::graph, "there is no revision to amend", "write one: migrations revision --autogenerate");
    }
    if (heads.size() > 1) {
        throw Error(Exit::graph, "the chain has several heads: " + join(ids_in(heads), ", "),
                    "merge them first: migrations merge");
    }
    return *heads.front();
}

Exit amend(const Context& context, const Options& options, const Project& project) {
    const Revision& newest = revision_to_amend(project);
    require_amendable(project, newest, options.yes);
    Revision revision = newest;
    Diagnostics ignored;
    const Schema before = schema_at(project.graph, project.graph.parents(newest), ignored);

    Draft draft = make_draft(project, before, options.answers, revision.upgrade);
    // Whatever can go wrong with the text goes wrong before the database is touched.
    set_operations(revision, draft);
    if (!options.message.empty()) revision.message = options.message;

    if (take_back_draft(context, project, newest) && !context.output.json && !context.output.quiet) {
        print_error("note: the database held revision " + revision.id + " and was taken back to before it\n");
    }
    if (draft.upgrade.empty()) {
        std::error_code failed;
        std::filesystem::remove(revision.path, failed);
        if (failed) throw Error(Exit::environment, "cannot remove '" + revision.path + "': " + failed.message());
        return nothing_to_do(context, "models and migrations agree without it: removed " + revision.path);
    }
    report_written(project, before, rewrite_revision(project, revision, draft.notes, newest.path), context);
    return Exit::ok;
}

// What the models are compared with: what the revisions below leave, and beside them the lines that are to stay apart, since
// the models are of all of them. Whoever splices, or has heads that nobody meant, goes on from where he stands alone.
Schema compared(const Project& project, const RevisionList& below) {
    RevisionList all = project.graph.heads();
    const bool at_heads = std::all_of(below.begin(), below.end(), [&](const Revision* each) {
        return std::find(all.begin(), all.end(), each) != all.end();
    });
    Diagnostics ignored;
    return schema_at(project.graph, at_heads && !has_stray_heads(project.graph) ? all : below, ignored);
}

// Answers that nobody would ask for are a mistake, not to be passed over.
void require_fitting(const Options& options) {
    const bool from_models = options.autogenerate || options.amend;
    if (options.sql.given() && from_models) {
        throw Error(Exit::usage, std::string("--sql does not go with ") + (options.amend ? "--amend" : "--autogenerate"),
                    "write two revisions");
    }
    if (!options.sql.given() && (!options.sql.dialect.empty() || !options.sql.irreversible.empty())) {
        throw Error(Exit::usage,
                    std::string(options.sql.dialect.empty() ? "--irreversible" : "--dialect") + " needs --sql");
    }
    if (options.sql.files.size() > 1 && !options.sql.irreversible.empty()) {
        throw Error(Exit::usage, "--irreversible does not go with '" + options.sql.files[1] + "', which is a way back");
    }
    const std::vector<std::pair<const char*, bool>> answers = {{"--fill", !options.answers.fills.empty()},
                                                               {"--fill-expr", !options.answers.fill_exprs.empty()},
                                                               {"--rename", !options.answers.renames.empty()},
                                                               {"--allow-data-loss", options.answers.allow_data_loss}};
    for (const auto& [option, given] : answers) {
        if (given && !from_models) throw Error(Exit::usage, std::string(option) + " needs --autogenerate or --amend");
    }
    if (options.from_database && !options.autogenerate) throw Error(Exit::usage, "--from-database needs --autogenerate");
    const std::pair<const char*, bool> of_new_ones[] = {{"--rev-id", !options.id.empty()},
                                                        {"--head", !options.heads.empty()},
                                                        {"--splice", options.splice},
                                                        {"--branch-label", !options.labels.empty()},
                                                        {"--version-path", !options.folder.empty()},
                                                        {"--depends-on", !options.depends_on.empty()}};
    for (const auto& [option, given] : of_new_ones) {
        if (!options.amend || !given) continue;
        throw Error(Exit::usage, std::string(option) + " does not go with --amend",
                    "the revision keeps its id and its parents");
    }
    const bool good = is_revision_id(options.id) && !is_reserved_word(options.id);
    if (!options.id.empty() && !good) {
        throw Error(Exit::usage, "'" + options.id + "' cannot be a revision id",
                    "use lower-case letters, digits and '_', at most 64, not starting with '_', and none of base, "
                    "current, head, heads");
    }
}

Exit run(const Context& context, Options options) {
    require_fitting(options);
    options.answers.ask = interactive() && !context.output.json && !options.yes;
    Parts parts;
    parts.models = options.autogenerate || options.amend;
    parts.ledger = false;
    const Project project = load_project(read_project(context.location), parts);
    if (parts.models && !has_errors(project.model_problems) && !project.settings.has_models()) {
        throw Error(Exit::usage, "there are no models to write a revision from",
                    "name them in " + project.settings.config_path + "; or name the build folder with -B, where CMakeLists.txt names them; or leave --autogenerate out");
    }
    if (options.amend) return amend(context, options, project);
    require_sound(project, parts.models);

    Revision revision;
    const RevisionList below = parents_of_new(project.graph, options.heads, options.splice);
    for (const Revision* parent : below) revision.parents.push_back(parent->id);
    revision.branch_labels = options.labels;
    for (const std::string& each : options.depends_on) {
        revision.depends_on.push_back(dependency_of_new(project.graph, each));
    }
    Diagnostics ignored;
    const Schema before = schema_at(project.graph, below, ignored);
    revision.id = free_id(project.graph, options.id);
    require_linkable(project.graph, revision);
    RevisionNotes notes;
    std::string derived;
    if (options.from_database) require_chain_in_database(context, project, below);
    if (options.autogenerate) {
        const Draft draft = make_draft(project, compared(project, below), options.answers);
        if (draft.upgrade.empty()) {
            return nothing_to_do(context, "models and migrations agree: nothing to write");
        }
        set_operations(revision, draft);
        notes = draft.notes;
        derived = draft.message;
    }
    if (options.sql.given()) {
        notes = take_sql(context, project, options.sql, revision);
        derived = std::filesystem::path(options.sql.files.front()).stem().string();
    }
    revision.message = message_for(options, derived);
    require_one_line(revision.message);
    revision.created = now_utc();
    report_written(project, before, write_revision(project, revision, notes, options.folder), context);
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_revision(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("-m,--message", options->message, "what the revision does, one line");
    app.add_flag("--autogenerate", options->autogenerate, "write the operations that the models ask for");
    app.add_flag("--from-database", options->from_database,
                 "for --autogenerate: only from a database that is at the revision before, and is what the chain says");
    app.add_flag("--amend", options->amend,
                 "write the newest revision anew from the models; a database that holds it is taken back first");
    app.add_option("--sql", options->sql.files,
                   "UP.sql [DOWN.sql]: a revision of plain SQL; what it does to the schema is found out on a scratch database")
        ->expected(1, 2);
    app.add_option("--dialect", options->sql.dialect, "for --sql: sqlite or postgresql, where the project has both");
    app.add_option("--irreversible", options->sql.irreversible, "for --sql without DOWN.sql: why there is no way back");
    app.add_option("--fill", options->answers.fills,
                   "TABLE.COLUMN=VALUE: what existing rows get in a NOT NULL column without default; ENUM.VALUE=VALUE: what "
                   "replaces a value that the enum loses");
    app.add_option("--fill-expr", options->answers.fill_exprs, "TABLE.COLUMN=SQL: the same, as an expression");
    app.add_option("--rename", options->answers.renames, "OLD=NEW, of a table or an enum; TABLE.COLUMN=COLUMN; ENUM.VALUE=VALUE");
    app.add_flag("--allow-data-loss", options->answers.allow_data_loss,
                 "values that do not fit the new type of their column may be lost");
    app.add_option("--head", options->heads,
                   "what the new one follows: a revision, left@head; several or 'heads' merge, 'base' starts anew (default: the head)");
    app.add_flag("--splice", options->splice, "it may follow a revision that is no head: a branch begins there");
    app.add_option("--branch-label", options->labels, "name for the branch that begins with it");
    app.add_option("--depends-on", options->depends_on, "a revision or a label that must be applied before it");
    app.add_option("--rev-id", options->id, "id to use instead of a random one");
    app.add_option("--version-path", options->folder,
                   "folder for the file: one of 'revisions' in migrations.toml (default: that of the parent)");
    add_database_option(app, context, "for --from-database, and for --amend: the one that may hold the draft");
    app.add_flag("--yes", options->yes, "do not ask; amend also what is committed or holds operations written by hand");
    return [&context, options] { return run(context, *options); };
}

}  // namespace migrations
