#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/file.h"
#include "cli/checks.h"
#include "cli/findings.h"
#include "cli/functions.h"
#include "cli/commands/commands.h"
#include "cli/commands/test_database.h"
#include "cli/commands/test_list.h"
#include "cli/json.h"
#include "cli/settings.h"
#include "cli/skipped.h"
#include "scratch/postgresql_detached.h"
#include "scratch/released.h"
#include "scratch/roundtrip.h"
#include "scratch/several_runners.h"

namespace migrations {
namespace {

struct Options {
    std::string dialect;
    std::string revision;
    std::string list;
};

Exit check(const Context& context, const Options& options) {
    const Project project = load_project(read_project(context.location));
    CheckResult result = check_project(project, Strictness::error, Strictness::error);
    // A chain with mistakes has no list of its own yet.
    const bool is_sound = !has_errors(project.problems);
    if (is_sound && !options.list.empty() && std::filesystem::exists(options.list) && is_outdated(read_bytes(options.list), project)) {
        result.findings.push_back(error_at({}, "tests-outdated", "these are not the tests of the revisions that there are now",
                                           "build their list, and run ctest again: " + command_for(project.settings, "tests", "build tests")));
        if (result.exit == Exit::ok) result.exit = Exit::not_clean;
    }
    if (context.output.json) {
        print_json({{"passed", result.exit == Exit::ok}, {"findings", as_json(result.findings)}});
        return result.exit;
    }
    print_findings(result.findings);
    if (result.exit == Exit::ok) print_out("chain, models and reviews are in order\n");
    return result.exit;
}

std::string one_decimal(double number) {
    std::ostringstream text;
    text.precision(1);
    text << std::fixed << number;
    return text.str();
}

// Whether CTest runs this: it sets the variable for its tests.
bool is_for_ctest() { return std::getenv("DASHBOARD_TEST_FROM_CTEST") != nullptr; }

Exit report(const Context& context, const TestReport& result) {
    if (context.output.json) {
        nlohmann::json measured = nlohmann::json::array();
        for (const Measurement& each : result.measured) measured.push_back({{"name", each.name}, {"milliseconds", each.milliseconds}});
        print_json({{"passed", result.passed()}, {"log", result.log}, {"measured", measured}, {"findings", as_json(result.findings)}});
        return result.passed() ? Exit::ok : Exit::not_clean;
    }
    for (const std::string& line : result.log) print_out(line + "\n");
    if (is_for_ctest()) {
        // CTest takes these out of the output and gives them to CDash.
        for (const Measurement& each : result.measured) {
            print_out("<CTestMeasurement type=\"numeric/double\" name=\"" + each.name + " (ms)\">" +
                      one_decimal(each.milliseconds) + "</CTestMeasurement>\n");
        }
    }
    print_findings(result.findings);
    return result.passed() ? Exit::ok : Exit::not_clean;
}

enum class Kind { round_trip, chain, models, released, runners, killed };

Exit on_scratch(const Context& context, const Options& options, Kind kind) {
    Parts parts;
    parts.models = kind == Kind::models;
    const Project project = load_project(read_project(context.location), parts);
    require_sound(project, parts.models);
    const Dialect& dialect = choose_dialect(options.dialect, context, project.settings);
    const CompiledChain chain = compile_chain(project, dialect);
    const std::string& state = project.settings.postgresql_state;
    Scratch scratch(state.empty() ? state : state_of_test_run(state).string(), postgresql_bindir(context.location));
    use_functions(scratch, project, chain);
    if (!context.location.project_file.empty()) {
        scratch.keep_in((std::filesystem::path(context.location.project_file).parent_path() / "checkpoints").string());
    }
    try {
        scratch.require_server(dialect);
    } catch (const Error& error) {
        // No server on this machine, or a helper that was built without PostgreSQL.
        if (dialect.language() == dialect::sqlite || error.exit != Exit::environment) throw;
        return say_skipped(context, error.what());
    }
    const TestSettings& tests = project.settings.tests;
    switch (kind) {
        case Kind::round_trip:
            return report(context, round_trip(scratch, project.graph, chain, dialect, options.revision, tests));
        case Kind::chain: return report(context, whole_way(scratch, project.graph, chain, dialect, tests));
        case Kind::released:
            return report(context, from_released(scratch, project.graph, chain, dialect, options.revision, tests));
        case Kind::runners: return report(context, two_runners(scratch, project.graph, chain, dialect));
        case Kind::killed: return report(context, survives_kills(scratch, project.graph, chain, dialect, tests));
        case Kind::models: break;
    }
    const Schema models = find_drift(project).models;
    return report(context, head_equals_models(scratch, project.graph, chain, dialect, models, project.settings.render));
}

}  // namespace

std::function<Exit()> declare_test(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.require_subcommand(1);
    const auto part = [&](const char* name, const char* what) {
        CLI::App* sub = app.add_subcommand(name, what);
        sub->fallthrough();
        sub->add_option("--dialect", options->dialect, "sqlite or postgresql");
        return sub;
    };
    CLI::App* check_part = part("check", "Chain, drift and review, always strict");
    check_part->add_option("--list", options->list, "the list of tests that ctest has read, which must be that of this chain");
    CLI::App* trip = part("round-trip", "One revision up, down and up again, with rows in every table");
    trip->add_option("--revision", options->revision, "its id")->required();
    CLI::App* chain = part("chain", "Base to head to base to head, with rows");
    part("models", "The head looks to the server as the models do");
    CLI::App* released = part("released", "From a released revision, with rows, to the head at once");
    released->add_option("--revision", options->revision, "its id")->required();
    CLI::App* runners = part("runners", "Two processes upgrade one database at the same time");
    CLI::App* killed = part("killed", "A process that upgrades is killed, and another goes on, several times");
    CLI::App* database_part = app.add_subcommand("database", "A new database at the head, for a test of the project");
    database_part->fallthrough();
    const std::function<Exit()> make_database = declare_test_database(*database_part, context);
    return [=, &context] {
        if (database_part->parsed()) return make_database();
        if (check_part->parsed()) return check(context, *options);
        if (trip->parsed()) return on_scratch(context, *options, Kind::round_trip);
        if (chain->parsed()) return on_scratch(context, *options, Kind::chain);
        if (released->parsed()) return on_scratch(context, *options, Kind::released);
        if (runners->parsed()) return on_scratch(context, *options, Kind::runners);
        if (killed->parsed()) return on_scratch(context, *options, Kind::killed);
        return on_scratch(context, *options, Kind::models);
    };
}

}  // namespace migrations
