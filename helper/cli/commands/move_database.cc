#include "cli/commands/move_database.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <variant>

#include "base/names.h"
#include "cli/at_head.h"
#include "cli/functions.h"
#include "cli/json.h"
#include "cli/only_ignored.h"
#include "cli/planned_move.h"
#include "cli/progress.h"
#include "cli/recorded_sql.h"
#include "cli/rows_in_the_way.h"
#include "cli/shell_command.h"
#include "cli/twin.h"
#include "operations/replay.h"

namespace migrations {
namespace {

void add_once(std::vector<std::string>& lost, const std::string& what) {
    if (std::find(lost.begin(), lost.end(), what) == lost.end()) lost.push_back(what);
}

// What the way down throws away, by the operations of the downgrades and what the revisions themselves call lost.
std::vector<std::string> losses(const Graph& graph, const std::vector<const Revision*>& heads,
                                const std::vector<PlannedStep>& plan) {
    std::vector<std::string> lost;
    Diagnostics ignored;
    Schema schema = schema_at(graph, heads, ignored);
    for (const PlannedStep& step : plan) {
        for (const Operation& operation : step.revision->downgrade) {
            const std::string name = subject(operation);
            if (std::holds_alternative<DropTable>(operation.change)) add_once(lost, "drops table '" + name + "'");
            if (std::holds_alternative<DropColumn>(operation.change)) add_once(lost, "drops column '" + name + "'");
            if (std::holds_alternative<DeleteRows>(operation.change)) add_once(lost, "deletes rows of '" + name + "'");
            if (const AlterColumn* alter = std::get_if<AlterColumn>(&operation.change)) {
                const Table* table = schema.table(alter->table);
                const Column* column = table == nullptr ? nullptr : table->column(alter->column);
                if (alter->type && column != nullptr && !keeps_all_values(column->type, *alter->type)) {
                    add_once(lost, "narrows column '" + name + "'");
                }
            }
            static_cast<void>(replay(operation, schema));
        }
        for (const std::string& each : step.revision->lost) add_once(lost, "changes values of '" + each + "'");
    }
    return lost;
}

void require_permission(const Context& context, const MoveOptions& options, const Project& project,
                        const std::vector<const Revision*>& heads, const std::vector<PlannedStep>& plan) {
    for (const PlannedStep& step : plan) {
        if (step.revision->irreversible.empty()) continue;
        Error error(Exit::refused, "revision " + step.revision->id + " cannot be taken back: " + step.revision->irreversible,
                    "restore a backup, or write a new revision that goes forward");
        error.state = "the database is unchanged";
        throw error;
    }
    if (options.yes) return;
    const std::vector<std::string> lost = losses(project.graph, heads, plan);
    if (lost.empty()) return;
    const std::string what = "taking back " + count_of(plan.size(), "revision") + " " + join(lost, ", ");
    if (interactive() && !context.output.json) {
        const std::string answer = lower(trim(ask(what + ". Go on? [y/N] ")));
        if (answer == "y" || answer == "yes") return;
    }
    // A build target takes no options.
    const std::string& file = context.location.project_file;
    Error error(Exit::refused, what,
                file.empty() ? "give --yes to do it"
                             : "to do it, run: " + own_program() + " downgrade " + shell_word(options.target) +
                                   " --yes --project " + shell_word(file));
    error.state = "the database is unchanged";
    throw error;
}

Exit report_unmoved(const Context& context, const std::vector<const Revision*>& heads) {
    if (context.output.json) {
        print_json({{"from", ids_in(heads)}, {"to", ids_in(heads)}, {"applied", 0}});
    } else if (!context.output.quiet) {
        print_out("the database is at " + ids_of(heads) + ": nothing to do\n");
    }
    return Exit::ok;
}

// SQLite: as they come out on a twin of this database, whose stored text a rebuild edits. PostgreSQL: as the runner
// sends them.
Exit print_statements(const Context& context, const CompiledChain& chain, Connection& database, const Project& project,
                      const std::vector<const Revision*>& heads, const std::vector<PlannedStep>& plan,
                      bool only_ignored, bool single_transaction) {
    std::vector<std::string> statements;
    if (database.language().language() == dialect::sqlite) {
        const std::unique_ptr<Connection> twin =
            only_ignored ? open_memory() : twin_of(database, bookkeeping_tables(project.settings.version_table));
        std::vector<std::string_view> ids;
        for (const Revision* each : heads) ids.push_back(each->id);
        statements = recorded_sql_on(*twin, chain, std::move(ids), plan, single_transaction);
    } else {
        std::vector<PlannedStep> before;
        for (const Revision* each : project.graph.lineage(heads)) before.push_back({each, direction::up});
        statements = recorded_sql(chain, database.language(), before, plan, single_transaction);
    }
    if (context.output.json) {
        nlohmann::json revisions = nlohmann::json::array();
        for (const PlannedStep& step : plan) revisions.push_back(step.revision->id);
        print_json({{"revisions", revisions}, {"statements", statements}});
    } else {
        print_script(statements, database.language());
    }
    return Exit::ok;
}

}  // namespace

Exit move_database(const Context& context, const MoveOptions& options, direction way) {
    const ProjectSettings settings = read_project(context.location);
    const bool to_head = way == direction::up && (options.target == "head" || options.target == "heads");
    // A new file is made when nothing stands in the way any more; until then an empty database takes its place.
    const bool to_be_created = is_to_be_created(context, settings);
    std::unique_ptr<Connection> database = to_be_created ? open_memory() : nullptr;
    if (const std::optional<Graph> outlined = to_head && !database && settings.values.empty() ? outlined_chain(settings) : std::nullopt) {
        database = open_database(context, settings);
        if (check_record(*outlined, settings, *database)) return report_unmoved(context, outlined->heads());
    }
    Parts parts;
    parts.models = false;
    parts.values = true;
    const Project project = load_project(settings, parts);
    require_sound(project, false);
    require_ledger(project);
    if (!database) database = open_database(context, settings);
    const Dialect& dialect = database->language();

    const recorded record = read_record(*database, project);
    const std::vector<const Revision*> heads = current_heads(project, record);
    const std::vector<PlannedStep> plan = plan_move(context, project, dialect, heads, options.target, way, !to_be_created);
    if (way == direction::down && !options.dry_run) require_permission(context, options, project, heads, plan);
    const CompiledChain chain = compile_chain(project, dialect);
    migrations::options how = run_options(context, way == direction::up ? "migrations upgrade" : "migrations downgrade");
    how.single_transaction = options.single_transaction || !settings.transaction_per_migration;
    if (!options.backup.empty() && dialect.name() != "sqlite") {
        Error error(Exit::usage, "--backup copies files of SQLite, and this is a database of " + std::string(dialect.name()),
                    "run pg_dump before the upgrade");
        error.state = "the database is unchanged";
        throw error;
    }
    if (!to_be_created) how.backup = options.backup;
    if (plan.empty()) {
        // Whether the record is in order is the runner's to say: edited revisions, unfinished steps.
        require_done(database->run(chain.chain(), {}, how), project);
        if (to_be_created && !options.dry_run) open_database(context, settings);
        return report_unmoved(context, heads);
    }
    const bool only_ignored = holds_only_ignored(*database, record, settings);
    if (options.dry_run) return print_statements(context, chain, *database, project, heads, plan, only_ignored, how.single_transaction);
    if (!to_be_created) require_fitting_rows(context, rows_in_the_way(*database, project.graph, heads, plan));
    const std::vector<move> moves = chain.moves(plan);
    const slice<move> way_there{moves.data(), moves.size()};
    const Program program = program_of(settings);
    require_done(check_program(program, way_there), project, place_of_call(plan));
    if (to_be_created) database = open_database(context, settings);
    if (call_functions(way_there)) database = with_program(std::move(database), database_url(context, settings), program);
    // With a record, which says that no revision is applied, the runner asks no more whether it is the right database.
    if (only_ignored) require_done(database->stamp(chain.chain(), {}, false, how), project);

    Progress progress(context, plan, dialect, settings.version_table);
    progress.follow(how);
    const outcome result = run_in_groups(*database, chain, plan, how, options.single_transaction);
    require_done(result, project, place_of_failure(result, chain, plan));
    return report_moved(context, result);
}

}  // namespace migrations
