#include <CLI/CLI.hpp>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/json.h"
#include "cli/skipped.h"
#include "scratch/postgresql_detached.h"
#include "scratch/postgresql_test_database.h"
#include "scratch/scratch.h"

namespace migrations {
namespace {

struct Options {
    std::string state;
    std::string binaries;
};

Exit say(const Context& context, const std::string& text, Exit exit) {
    if (context.output.json) {
        print_json({{"message", text}, {"skipped", exit == skipped}});
    } else {
        print_out(text + "\n");
    }
    return exit;
}

Exit start(const Context& context, const Options& options) {
    if (Scratch::is_on_named_server()) {
        drop_left_test_databases(options.state);
        return say(context, "nothing to start: MIGRATIONS_POSTGRESQL_URL names the server", Exit::ok);
    }
    forget_ended_runs(options.state);
    const std::filesystem::path state = state_of_test_run(options.state);
    DetachedOptions how;
    how.server.binaries = options.binaries;
    how.watched = getppid();  // ctest: the server must not outlive it
    try {
        start_detached(state, how);
    } catch (const Error& error) {
        if (error.exit != Exit::environment) throw;
        // The tests are run all the same, and must not look for another server each.
        record_absence(state, error.what());
        return say(context, std::string("skipped: ") + error.what(), skipped);
    }
    return say(context, "a PostgreSQL server for this test run is up", Exit::ok);
}

Exit stop(const Context& context, const Options& options) {
    const std::filesystem::path state = state_of_test_run(options.state);
    const bool is_up = !detached_url(state).empty();
    stop_detached(state);
    drop_test_databases(options.state);
    if (Scratch::is_on_named_server() && !is_up) return say(context, "nothing to stop", Exit::ok);
    if (!is_up) return say(context, "skipped: no server is up", skipped);
    return say(context, "the PostgreSQL server of this test run is down", Exit::ok);
}

}  // namespace

std::function<Exit()> declare_postgresql(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.require_subcommand(1);
    CLI::App* start_part = app.add_subcommand("start", "Start a private server that ends with its parent process");
    CLI::App* stop_part = app.add_subcommand("stop", "Stop it");
    for (CLI::App* part : {start_part, stop_part}) {
        part->fallthrough();
        part->add_option("--state", options->state, "where to note it, with the number of the test run at its end")->required();
        part->add_option("--bindir", options->binaries, "folder with initdb and postgres");
    }
    return [=, &context] { return start_part->parsed() ? start(context, *options) : stop(context, *options); };
}

}  // namespace migrations
