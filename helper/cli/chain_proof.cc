#include "cli/chain_proof.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/error.h"
#include "base/names.h"
#include "cli/checks.h"
#include "cli/new_revision.h"
#include "cli/raw_sql.h"
#include "cli/twin.h"
#include "diff/diff.h"
#include "operations/replay.h"
#include "revisions/file.h"

namespace migrations {
namespace {

// A file that the project's template makes, and that is not the revision.
[[noreturn]] void blame_template(const SourceFile& file, const char* lost, Diagnostics findings,
                                 const ProjectSettings& settings) {
    const std::string what = lost == nullptr ? "the file would not be read" : std::string("it leaves out '") + lost + "'";
    Diagnostic told = error_at({settings.revision_template.empty() ? file.path.string() : settings.revision_template, 0, 0}, "template",
                               "what this template makes of revision '" +
                                   std::filesystem::path(file.path.string()).stem().string() + "' is not the revision: " + what);
    if (lost != nullptr) {
        findings.clear();  // what follows from it
        told.help = "put {{{" + std::string(lost) + "}}} into it, as the one of 'migrations init' has it";
    }
    findings.insert(findings.begin(), std::move(told));
    Error error(Exit::usage, std::move(findings));
    error.help = nothing_written;
    throw error;
}

std::vector<Revision> read_again(const ImportedChain& made, const ProjectSettings& settings) {
    std::vector<Revision> revisions;
    for (std::size_t i = 0; i < made.revision_files.size(); ++i) {
        Diagnostics findings;
        std::optional<Revision> read = parse_revision(made.revision_files[i], findings);
        const char* lost = read ? left_out_by_template(made.revisions[i], *read) : nullptr;
        if (!read || has_errors(findings) || lost != nullptr)
            blame_template(made.revision_files[i], lost, std::move(findings), settings);
        revisions.push_back(std::move(*read));
    }
    return revisions;
}

// The runner on one database.
class Trial {
public:
    Trial(const Graph& graph, const std::vector<ReadyMigration>& migrations, const CompiledChain& chain,
          Connection& database)
        : graph_(graph), migrations_(migrations), chain_(chain), database_(database) {}

    void go(const std::vector<PlannedStep>& way) {
        const std::vector<move> moves = chain_.moves(way);
        options how;
        how.application = "migrations import";
        const outcome result = database_.run(chain_.chain(), {moves.data(), moves.size()}, how);
        if (result) return;
        const Revision* failed = graph_.find(result.revision);
        Location place;
        if (failed != nullptr) {
            const SqlStep& step = migrations_[graph_.position(*failed)].step;
            const bool back = !way.empty() && way.front().way == direction::down && step.down;
            const RawScript& script = back ? *step.down : step.up;
            place = script.raw.offsets.empty() ? Location{script.file.path, 0, 0} : script.place(0);
        }
        Error error(static_cast<Exit>(result.status),
                    {error_at(place, "runner", "revision '" + result.revision + "' cannot be run by the runner: " + result.message)});
        error.help = nothing_written;
        error.sql = result.sql;
        error.code = result.code;
        throw error;
    }

    std::vector<PlannedStep> up(std::size_t from) const {
        std::vector<PlannedStep> way;
        for (std::size_t i = from; i < graph_.size(); ++i) way.push_back({graph_.order()[i], direction::up});
        return way;
    }
    std::vector<PlannedStep> down(std::size_t to) const {
        std::vector<PlannedStep> way;
        for (std::size_t i = graph_.size(); i > to; --i) way.push_back({graph_.order()[i - 1], direction::down});
        return way;
    }

private:
    const Graph& graph_;
    const std::vector<ReadyMigration>& migrations_;
    const CompiledChain& chain_;
    Connection& database_;
};

void require_same(const Look& wanted, const Look& found, const std::string& when, const std::string& path) {
    const std::vector<std::string> lines = differences(wanted, found);
    if (lines.empty()) return;
    throw Error(Exit::not_clean, {error_at({path, 0, 0}, "runner",
                                           when + " the database is not what the SQL alone makes: " + join(lines, "; "),
                                           nothing_written)});
}

void require_runs(const Graph& graph, const std::vector<ReadyMigration>& migrations, const Look& head,
                  const Dialect& dialect, const ProjectSettings& settings, Scratch& scratch) {
    Diagnostics problems;
    const CompiledChain chain(graph, dialect, settings.render, settings.name, settings.version_table, problems);
    if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
    const std::unique_ptr<Connection> database = scratch.database(dialect);
    const std::vector<std::string> books = bookkeeping_tables(settings.version_table);
    const std::string& last = migrations.back().step.up.file.path;
    const Look empty = look_at(*database, books);

    Trial trial(graph, migrations, chain, *database);
    trial.go(trial.up(0));
    require_same(head, look_at(*database, books), "after all upgrades", last);
    std::size_t lowest = graph.size();
    while (lowest > 0 && graph.order()[lowest - 1]->irreversible.empty()) --lowest;
    trial.go(trial.down(lowest));
    if (lowest == 0) require_same(empty, look_at(*database, books), "after all downgrades", last);
    trial.go(trial.up(lowest));
    require_same(head, look_at(*database, books), "after all upgrades, downgrades and upgrades", last);
}

void require_agreement(Graph graph, const ImportedChain& made, const ProjectSettings& settings) {
    Diagnostics findings;
    Model model = read_models(made.model_files, findings);
    const Project project{settings, {}, {}, {}, std::move(graph), std::move(model), {}};
    std::vector<std::string> lines;
    for (const Operation& each : find_drift(project).operations) lines.push_back("    " + summary(each));
    for (const Revision* each : project.graph.order()) {
        for (Diagnostic& finding : raw_sql_findings(*each, settings.dialects)) findings.push_back(std::move(finding));
    }
    if (has_errors(findings)) throw Error(Exit::graph, std::move(findings));
    if (lines.empty()) return;
    throw Error(Exit::not_clean, "the models would not agree with the chain:\n" + join(lines, "\n"),
                "nothing was written; please report this");
}

}  // namespace

void require_sound_chain(const ImportedChain& made, const std::vector<ReadyMigration>& chain, const Look& head,
                         const Dialect& dialect, const ProjectSettings& settings, Scratch& scratch) {
    const std::vector<Revision> revisions = read_again(made, settings);
    Diagnostics problems;
    Graph graph(revisions, problems);
    if (has_errors(problems)) throw Error(Exit::graph, std::move(problems));
    require_runs(graph, chain, head, dialect, settings, scratch);
    require_agreement(std::move(graph), made, settings);
}

}  // namespace migrations
