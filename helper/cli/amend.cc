#include "cli/amend.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <migrations/script_text.hpp>
#include <variant>

#include "cli/database_steps.h"
#include "cli/functions.h"
#include "cli/git.h"
#include "operations/replay.h"

namespace migrations {
namespace {

bool written_by_hand(const Operations& operations) {
    for (const Operation& operation : operations) {
        if (std::holds_alternative<Execute>(operation.change) || std::holds_alternative<CallFunction>(operation.change) ||
            std::holds_alternative<InsertRows>(operation.change) ||
            std::holds_alternative<UpdateRows>(operation.change) ||
            std::holds_alternative<DeleteRows>(operation.change)) {
            return true;
        }
    }
    return false;
}

bool database_named(const Context& context, const ProjectSettings& settings) {
    const char* variable = std::getenv("DATABASE_URL");
    return !context.database.empty() || !settings.database.empty() || (variable != nullptr && *variable != '\0');
}

}  // namespace

void require_amendable(const Project& project, const Revision& revision, bool sure) {
    if (!project.graph.children(revision).empty()) {
        throw Error(Exit::refused, "revision " + revision.id + " has successors", "write a new revision instead");
    }
    if (!revision.replaces.empty()) {
        throw Error(Exit::refused, "revision " + revision.id + " stands for others that were squashed, and databases have applied",
                    "write a new revision instead");
    }
    if (sure) return;
    // Nobody can have applied what has an open question.
    const bool is_open = std::any_of(project.problems.begin(), project.problems.end(), [&](const Diagnostic& each) {
        return is_open_question(each) && each.location.path == revision.path;
    });
    if (!is_open && is_committed(revision.path)) {
        throw Error(Exit::refused, "revision " + revision.id + " is committed: others may have applied it",
                    "write a new revision instead, or give --yes if nobody has");
    }
    if (written_by_hand(revision.upgrade) || written_by_hand(revision.downgrade)) {
        throw Error(Exit::refused, "revision " + revision.id + " holds operations written by hand, which would be lost",
                    "edit the file, or give --yes to write it anew");
    }
}

bool take_back_draft(const Context& context, const Project& project, const Revision& revision) {
    if (!database_named(context, project.settings)) return false;
    const DatabaseUrl url = database_url(context, project.settings);
    std::error_code ignored;
    if (url.dialect == "sqlite" && !std::filesystem::exists(url.path, ignored)) return false;
    const std::unique_ptr<Connection> database = open_connection(url);

    const recorded record = read_record(*database, project);
    bool holds_it = false;
    for (const auto& head : record.heads) holds_it = holds_it || head.revision == revision.id;
    if (!holds_it) return false;

    const revision_row* applied = nullptr;
    for (const auto& each : record.revisions) {
        if (each.revision == revision.id) applied = &each;
    }
    if (applied == nullptr || applied->down.empty()) {
        throw Error(Exit::state, "the database holds revision " + revision.id + ", but no script to take it back",
                    "restore the revision file as it was and run 'migrations downgrade -1'");
    }
    const decoded_script down = decode_script(applied->down);
    if (!down.error.empty()) {
        throw Error(Exit::state, "the script that the database recorded for revision " + revision.id +
                                     " cannot be read: " + down.error);
    }
    // The chain below it, which must be sound, and the revision as the database knows it: its file may not be.
    std::vector<Revision> below;
    for (const Revision* each : project.graph.order()) {
        if (each != &revision) below.push_back(*each);
    }
    Diagnostics problems;
    const Graph graph(std::move(below), problems);
    const CompiledChain chain(graph, database->language(), project.settings.render, project.settings.name,
                              project.settings.version_table, problems);
    if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
    std::vector<migration> migrations(chain.chain().migrations.begin(), chain.chain().migrations.end());
    const std::vector<std::string_view> parents(revision.parents.begin(), revision.parents.end());
    migration draft;
    draft.id = revision.id;
    draft.parents = {parents.data(), parents.size()};
    draft.message = revision.message;
    draft.file_hash = applied->file_hash;
    draft.ops_hash = applied->ops_hash;
    draft.chain_hash = applied->chain_hash;
    draft.down = down.script.view();
    migrations.push_back(draft);
    set as_applied = chain.chain();
    as_applied.migrations = {migrations.data(), migrations.size()};
    const move back[] = {{&migrations.back(), direction::down}};
    require_done(check_program({}, back), project);
    options how;
    how.application = "migrations revision --amend";
    require_done(database->run(as_applied, back, how), project);
    return true;
}

}  // namespace migrations
