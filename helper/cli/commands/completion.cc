#include "cli/completion.h"

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/json.h"

namespace migrations {
namespace {

struct Options {
    std::string shell;
    std::vector<std::string> words;
};

Exit run(const Context& context, const CLI::App& program, const Options& options) {
    if (options.shell == "words") {
        const std::vector<std::string> found = completions(program, options.words, context);
        if (context.output.json) {
            print_json({{"completions", found}});
        } else if (!found.empty()) {
            print_as_it_is(join(found, "\n") + "\n");
        }
        return Exit::ok;
    }
    const std::string script = completion_script(options.shell);
    if (script.empty()) {
        throw Error(Exit::usage, "there is no completion for the shell '" + options.shell + "'", "write bash, zsh or fish");
    }
    if (!options.words.empty()) throw Error(Exit::usage, "unexpected argument '" + options.words.front() + "'");
    if (context.output.json) {
        print_json({{"script", script}});
    } else {
        print_as_it_is(script);
    }
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_completion(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("shell", options->shell, "bash, zsh or fish; 'words' prints what may stand for the last of the words behind --")
        ->required();
    app.add_option("words", options->words, "the words of a command line behind 'migrations', for 'words'");
    return [&app, &context, options] { return run(context, *app.get_parent(), *options); };
}

}  // namespace migrations
