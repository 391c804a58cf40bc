#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/database_options.h"
#include "cli/database_steps.h"
#include "cli/functions.h"
#include "cli/json.h"
#include "cli/skipped.h"
#include "cli/only_ignored.h"
#include "cli/planned_move.h"
#include "cli/rehearsal_report.h"
#include "cli/rows_in_the_way.h"
#include "cli/settings.h"
#include "scratch/interrupt.h"
#include "scratch/rehearsal_recorder.h"

namespace migrations {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds usual_limit{1000};

struct Options {
    std::string target = "head";
    std::string keep;
    std::string max_lock;
    std::string variable;  // --from-variable
};

// All that is known before the database is copied.
struct Plan {
    std::unique_ptr<const Project> project;
    std::vector<const Revision*> heads;
    std::vector<PlannedStep> steps;
    CompiledChain chain;
    bool only_ignored = false;
};

bool is_interrupted() { return Interrupt::came() != 0; }

// The original, which is only read.
std::unique_ptr<Connection> open_original(const Context& context, const ProjectSettings& settings) {
    const DatabaseUrl url = database_url(context, settings);
    require_own_dialect(url, settings);
    OpenOptions reading;
    reading.read_only = true;
    std::unique_ptr<Connection> database = open_connection(url, reading);
    if (database->language().language() == dialect::postgresql) {
        database->execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY");
    }
    return database;
}

Plan plan_for(const Context& context, const ProjectSettings& settings, Connection& original, const std::string& target) {
    Parts parts;
    parts.models = false;
    parts.values = true;
    auto project = std::make_unique<const Project>(load_project(settings, parts));
    require_sound(*project, false);
    require_ledger(*project);
    const recorded record = read_record(original, *project);
    std::vector<const Revision*> heads = current_heads(*project, record);
    std::vector<PlannedStep> steps = plan_move(context, *project, original.language(), heads, target, direction::up, true);
    CompiledChain chain = compile_chain(*project, original.language());
    const bool only_ignored = holds_only_ignored(original, record, settings);
    if (!only_ignored) {
        // Edited revisions, unfinished steps, another database.
        const outcome state = original.check(chain.chain(), run_options(context, "migrations rehearse"));
        if (state.status != status::behind) require_done(state, *project);
    }
    const std::vector<move> moves = chain.moves(steps);
    require_done(check_program(program_of(settings), {moves.data(), moves.size()}), *project, place_of_call(steps));
    return {std::move(project), std::move(heads), std::move(steps), std::move(chain), only_ignored};
}

outcome run_on(const DatabaseCopy& copy, const Context& context, const Plan& plan, RehearsalRecorder& recorder) {
    const ProjectSettings& settings = plan.project->settings;
    OpenOptions open;
    open.own_server = copy.is_private();
    std::unique_ptr<CopyWatcher> watcher;
    if (copy.url().dialect == "postgresql") watcher = std::make_unique<CopyWatcher>(open_connection(copy.url(), open));
    std::unique_ptr<Connection> database = watcher ? open_watched(copy.url(), open, recorder) : open_connection(copy.url(), open);
    Connection& inner = *database;
    require_fitting_rows(context, rows_in_the_way(*database, plan.project->graph, plan.heads, plan.steps));
    const std::vector<move> moves = plan.chain.moves(plan.steps);
    if (call_functions({moves.data(), moves.size()})) {
        Program program = program_of(settings);
        program.own_server = copy.is_private();
        database = with_program(std::move(database), copy.url(), std::move(program));
    }
    migrations::options how = run_options(context, "migrations rehearse");
    how.single_transaction = !settings.transaction_per_migration;
    how.cancelled = is_interrupted;
    if (plan.only_ignored) require_done(database->stamp(plan.chain.chain(), {}, false, how), *plan.project);
    recorder.watch(inner, watcher.get());
    recorder.follow(how);
    return run_in_groups(*database, plan.chain, plan.steps, how, false);
}

// Keeps the copy, if that was wished, also where a revision has failed: it is worth a look then.
void run_and_keep(DatabaseCopy& copy, const Context& context, const Plan& plan, RehearsalRecorder& recorder, const std::string& kept) {
    try {
        const outcome result = run_on(copy, context, plan, recorder);
        if (is_interrupted()) throw Interrupted();
        require_done(result, *plan.project, place_of_failure(result, plan.chain, plan.steps));
    } catch (Error& error) {
        if (is_interrupted()) throw Interrupted();
        copy.keep();
        error.state = "the database is untouched: this happened to a copy of it, which " + (kept.empty() ? "is gone" : "stays as " + kept);
        throw;
    }
    copy.keep();
}

Exit report_nothing(const Context& context, const std::string& database, const Plan& plan) {
    if (context.output.json) {
        print_json({{"database", database}, {"from", ids_in(plan.heads)}, {"revisions", nlohmann::json::array()}});
    } else if (!context.output.quiet) {
        print_out("the database is at " + ids_of(plan.heads) + ": nothing to rehearse\n");
    }
    return Exit::ok;
}

// Opening a database with a write-ahead log leaves files beside it, which only who may write takes away again.
class LogFiles {
public:
    explicit LogFiles(const DatabaseUrl& url) : path_(url.dialect == "sqlite" && !is_there(url.path + "-wal") ? url.path : "") {}
    LogFiles(const LogFiles&) = delete;
    LogFiles& operator=(const LogFiles&) = delete;
    ~LogFiles() {
        if (path_.empty() || !is_there(path_ + "-wal")) return;
        try {
            DatabaseUrl url;
            url.dialect = "sqlite";
            url.path = path_;
            open_connection(url)->query("SELECT count(*) FROM main.sqlite_schema");
        } catch (const Error&) {
            // Whoever writes next takes them away.
        }
    }

private:
    static bool is_there(const std::string& path) {
        std::error_code ignored;
        return std::filesystem::exists(path, ignored);
    }

    std::string path_;
};

Exit rehearse(const Context& context, const Options& options) {
    const ProjectSettings settings = read_project(context.location);
    const DatabaseUrl url = database_url(context, settings);
    const LogFiles files(url);
    std::unique_ptr<Connection> original = open_original(context, settings);
    const std::string shown = original->label();
    const Plan plan = plan_for(context, settings, *original, options.target);
    if (plan.steps.empty()) return report_nothing(context, shown, plan);

    const bool talks = !context.output.json && !context.output.quiet;
    CopyWish wish{options.keep, postgresql_bindir(context.location), {}};
    wish.how.patience = milliseconds(static_cast<long long>(context.lock_timeout * 1000));
    wish.how.cancelled = is_interrupted;
    std::unique_ptr<DatabaseCopy> copy;
    try {
        copy = std::make_unique<DatabaseCopy>(url, *original, wish);
    } catch (Error& error) {
        if (is_interrupted()) throw Interrupted();
        error.state = "the database is untouched, and nothing is left of the copy";
        throw;
    }
    original.reset();
    if (talks) print_out(copy_text(*copy, shown, options.keep));

    const std::vector<move> moves = plan.chain.moves(plan.steps);
    RehearsalRecorder recorder({moves.data(), moves.size()}, settings.version_table, [&](const RehearsedRevision& done) {
        if (talks) print_out(revision_text(done));
    });
    run_and_keep(*copy, context, plan, recorder, options.keep);

    const milliseconds limit = options.max_lock.empty() ? usual_limit : read_duration(options.max_lock);
    nlohmann::json too_long = nlohmann::json::array();
    for (const RehearsedRevision& each : recorder.done()) {
        if (blocks_longer(each, limit)) too_long.push_back(each.id);
    }
    if (context.output.json) {
        print_json({{"database", shown},
                    {"from", ids_in(plan.heads)},
                    {"copy", {{"bytes", copy->bytes()}, {"milliseconds", copy->took().count()}, {"kept", options.keep.empty() ? nlohmann::json() : nlohmann::json(options.keep)}}},
                    {"revisions", as_json(recorder.done())},
                    {"limit", limit.count()},
                    {"too_long", too_long}});
    } else {
        print_out(verdict_text(recorder.done(), limit));
    }
    return too_long.empty() || options.max_lock.empty() ? Exit::ok : Exit::not_clean;
}

// Of a variable: a URL, or the path of a file.
std::string url_in(const std::string& text) {
    std::error_code ignored;
    const bool is_file = text.find("://") == std::string::npos && std::filesystem::is_regular_file(text, ignored);
    return is_file ? "sqlite:///" + text : text;
}

}  // namespace

std::function<Exit()> declare_rehearse(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("target", options->target, "head, heads, an id or prefix, id+2, +1 (default: head)");
    add_database_option(app, context);
    app.add_option("--from-variable", options->variable, "environment variable with the URL, or the file; skipped (exit 77) where it is empty")
        ->type_name("NAME")
        ->excludes("--database");
    app.add_option("--max-lock", options->max_lock,
                   "exit 3 when a revision keeps others from writing for longer: 1s, 500ms, 2min (default: 1s, and exit 0)")
        ->type_name("TIME")
        ->check([](const std::string& text) {
            return read_duration(text).count() < 0 ? "'" + text + "' is no time such as 1s, 500ms or 2min" : std::string();
        });
    app.add_option("--keep", options->keep,
                   "keep the copy: SQLite in this new file; PostgreSQL under this name on the server of MIGRATIONS_POSTGRESQL_URL")
        ->type_name("FILE|NAME");
    add_lock_timeout_option(app, context);
    return [&context, options] {
        if (!options->variable.empty()) {
            const char* value = std::getenv(options->variable.c_str());
            if (value == nullptr || *value == '\0') {
                return say_skipped(context, "the environment variable " + options->variable + ", which names the database, is " +
                                                   (value == nullptr ? "not set" : "empty"));
            }
            context.database = url_in(value);
        }
        int signal = 0;
        {
            const Interrupt interrupt;
            try {
                return rehearse(context, *options);
            } catch (const Interrupted&) {
                signal = Interrupt::came();
            }
        }
        print_error("interrupted: the database is untouched, and the copy is gone\n");
        std::signal(signal, SIG_DFL);
        std::raise(signal);
        return Exit::internal;
    };
}

}  // namespace migrations
