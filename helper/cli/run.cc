#include "cli/run.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <functional>
#include <migrations/version.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/names.h"
#include "cli/command.h"
#include "cli/every_database.h"
#include "cli/given_values.h"
#include "cli/json.h"
#include "cli/output.h"
#include "cli/shell_command.h"

namespace migrations {
namespace {

// The options that every command takes, before or after its name.
void add_common_options(CLI::App& app, Context& context) {
    const char* group = "Every command";
    app.add_option("-c,--config", context.location.config,
                   "migrations.toml, or the folder that has it (default: found upwards from here)")
        ->group(group);
    app.add_option("-n,--name", context.location.name,
                   "which of the databases of migrations.toml, or all (default: $MIGRATIONS_NAME, then main)")
        ->group(group)
        ->check([](const std::string& text) { return std::string(text.empty() ? "is empty" : ""); });
    app.add_option("-B,--build", context.location.build_folder,
                   "build folder whose project file is used (default: $MIGRATIONS_BUILD_DIR)")
        ->group(group);
    app.add_option("--project", context.location.project_file, "project file that CMake wrote")->group(group);
    app.add_flag("--json", context.output.json, "print one JSON object")->group(group);
    app.add_flag("-q,--quiet", context.output.quiet, "print results and errors only")->group(group);
    app.add_flag("-v,--verbose", context.output.verbose, "print more")->group(group);
}

Exit fail(const Error& error, const OutputOptions& output) {
    try {
        const std::string text = describe(error, output);
        output.json ? print_as_it_is(text) : print_error(text);
    } catch (const Error&) {
        // Nobody reads us any more; the exit code is all that is left to say.
    }
    return error.exit;
}

// The first word that is no option, or "".
std::string first_word(const std::vector<std::string>& arguments) {
    const auto word = std::find_if(arguments.begin(), arguments.end(),
                                   [](const std::string& each) { return each.empty() || each[0] != '-'; });
    return word == arguments.end() ? "" : *word;
}

// What the user typed instead of a command, an option or an argument, and its neighbour's name.
Error usage_error(const CLI::ParseError& problem, const CLI::App& app, const std::vector<std::string>& arguments) {
    const std::vector<CLI::App*> parsed = app.get_subcommands();
    if (parsed.empty()) {
        std::vector<std::string> names;
        for (const Command& command : commands()) names.emplace_back(command.name);
        const std::vector<std::string> words = app.remaining();
        const std::string word = first_word(words.empty() ? arguments : words);
        if (word.empty() && words.empty()) {
            return Error(Exit::usage, "no command is given", "see 'migrations --help'");
        }
        if (!word.empty()) {
            const std::string near = nearest(word, names);
            return Error(Exit::usage, "there is no command '" + word + "'",
                         near.empty() ? "see 'migrations --help'" : "did you mean 'migrations " + near + "'?");
        }
    }
    std::string path = "migrations";
    const CLI::App* last = &app;
    for (std::vector<CLI::App*> way = parsed; !way.empty(); way = way.front()->get_subcommands()) {
        last = way.front();
        path += " " + last->get_name();
    }
    const std::string help = "see '" + path + " --help'";
    if (dynamic_cast<const CLI::ExtrasError*>(&problem) == nullptr) return Error(Exit::usage, problem.what(), help);

    const std::vector<std::string> extra = app.remaining(true);
    const std::string word = extra.empty() ? "" : extra.front();
    const auto options_end = std::find(arguments.begin(), arguments.end(), "--");
    const bool is_argument = std::find(options_end, arguments.end(), word) != arguments.end();
    if (word.empty() || word[0] != '-' || is_argument) return Error(Exit::usage, "unexpected argument '" + word + "'", help);
    const std::string option = word.substr(0, word.find('='));
    std::vector<std::string> names;
    for (const CLI::App* each : {last, &app}) {
        for (const CLI::Option* known : each->get_options()) {
            for (const std::string& name : known->get_lnames()) names.push_back("--" + name);
        }
    }
    const std::string near = did_you_mean(option, names);
    return Error(Exit::usage, "there is no option '" + option + "'", near.empty() ? help : near);
}

int parse_and_run(int argc, char** argv, Context& context) {
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    // Passwords must not come back in messages about the command line either, and a mistake in it is told as JSON too.
    for (const std::string& each : arguments) keep_secrets_in(each);
    for (const char* name : {"DATABASE_URL", "MIGRATIONS_POSTGRESQL_URL"}) {
        if (const char* value = std::getenv(name)) keep_secrets_in(value);
    }
    const auto options_end = std::find(arguments.begin(), arguments.end(), "--");
    context.output.json = std::find(arguments.begin(), options_end, "--json") != options_end;

    CLI::App app("Schema migrations for C++ projects, checked by the build.", "migrations");
    app.set_version_flag("--version", "migrations " MIGRATIONS_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    app.footer("See 'migrations COMMAND --help' for a command and examples.");
    add_common_options(app, context);
    std::vector<std::string> given;
    app.add_option("-x", given, "KEY=VALUE: for ${x:KEY} in the database's URL, and variables of revisions; may be repeated")
        ->group("Every command")
        ->allow_extra_args(false);

    std::function<Exit()> chosen;
    struct Declared {
        const Command* command;
        CLI::App* sub;
        std::function<Exit()> run;
    };
    std::vector<Declared> declared;
    for (const Command& command : commands()) {
        CLI::App* sub = app.add_subcommand(command.name, command.summary)->group(command.group);
        sub->fallthrough();
        std::string footer = "-c, -n, -x, -B, --project, --json, -q and -v work everywhere: see 'migrations --help'.";
        if (command.examples[0] != '\0') footer = std::string("Examples:\n") + command.examples + "\n" + footer;
        sub->footer(footer);
        declared.push_back({&command, sub, command.declare(*sub, context)});
    }

    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        print_out(app.help());
        return 0;
    } catch (const CLI::CallForVersion& version) {
        if (context.output.json) {
            print_json({{"version", MIGRATIONS_VERSION}});
        } else {
            print_out(std::string(version.what()) + "\n");
        }
        return 0;
    } catch (const CLI::ParseError& problem) {
        return static_cast<int>(fail(usage_error(problem, app, arguments), context.output));
    }
    context.location.values = given_values(given);
    put_into_environment(context.location.values);
    for (const std::string& each : arguments) {
        for (std::string& key : keys_in(each)) context.location.keys_of_command_line.push_back(std::move(key));
    }
    if (const char* url = std::getenv("DATABASE_URL")) {
        for (std::string& key : keys_in(url)) context.location.keys_of_command_line.push_back(std::move(key));
    }
    if (!context.location.name.empty()) say_in_commands("-n " + shell_word(context.location.name));
    for (const Declared& each : declared) {
        if (!each.sub->parsed()) continue;
        if (context.location.name != "all") return static_cast<int>(each.run());
        if (!each.command->of_every_database) {
            throw Error(Exit::usage, std::string("'") + each.command->name + "' is about one database", "name it: -n NAME");
        }
        // What changes databases does not go on when something is wrong.
        const bool stops = std::string_view(each.command->name) == "upgrade";
        return static_cast<int>(run_for_every_database(each.run, stops, context));
    }
    return static_cast<int>(Exit::usage);
}

}  // namespace

int run_command_line(int argc, char** argv) {
    // A reader of our output that went away, or a server that died, is an error to report, not a signal to die of.
    std::signal(SIGPIPE, SIG_IGN);
    Context context;
    try {
        return parse_and_run(argc, argv, context);
    } catch (const Error& error) {
        return static_cast<int>(fail(error, context.output));
    } catch (const std::exception& mistake) {
        Error error(Exit::internal, std::string("internal error: ") + mistake.what(),
                    "please report this, with the command that you ran");
        return static_cast<int>(fail(error, context.output));
    }
}

}  // namespace migrations
