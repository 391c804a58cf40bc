#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/completion.h"
#include "cli/json.h"
#include "cli/json_schema/documents.h"
#include "cli/manual.h"

namespace migrations {
namespace {

struct Options {
    std::string command;
    std::string folder;
};

const Command& command_called(const std::string& name) {
    std::vector<std::string> names;
    for (const Command& each : commands()) {
        if (each.name == name) return each;
        names.emplace_back(each.name);
    }
    throw Error(Exit::usage, "there is no command '" + name + "'", did_you_mean(name, names));
}

// All pages, completions and JSON Schemas, laid out as below the prefix of an installation.
std::vector<std::string> write_all(const CLI::App& program, const std::string& folder) {
    std::vector<std::pair<std::string, std::string>> files = {{"share/man/man1/migrations.1", manual_page(program)}};
    for (const Command& each : commands()) {
        files.emplace_back(std::string("share/man/man1/migrations-") + each.name + ".1", manual_page(program, each));
    }
    for (const auto& [name, document] : json_schema_documents()) {
        files.emplace_back("share/migrations/schemas/" + name + ".json", json_schema_text(document()));
    }
    files.emplace_back("share/bash-completion/completions/migrations", completion_script("bash"));
    files.emplace_back("share/zsh/site-functions/_migrations", completion_script("zsh"));
    files.emplace_back("share/fish/vendor_completions.d/migrations.fish", completion_script("fish"));
    std::vector<std::string> written;
    for (const auto& [name, text] : files) {
        const std::filesystem::path path = std::filesystem::path(folder) / name;
        std::error_code failed;
        std::filesystem::create_directories(path.parent_path(), failed);
        if (failed) throw Error(Exit::environment, "cannot make the folder '" + path.parent_path().string() + "': " + failed.message());
        write_if_different(path, text);
        written.push_back(path.string());
    }
    return written;
}

Exit run(const Context& context, const CLI::App& program, const Options& options) {
    if (!options.folder.empty()) {
        if (!options.command.empty()) throw Error(Exit::usage, "--install writes the pages of all commands", "leave one of them out");
        const std::vector<std::string> written = write_all(program, options.folder);
        if (context.output.json) {
            print_json({{"written", written}});
        } else if (!context.output.quiet) {
            for (const std::string& each : written) print_out("wrote " + each + "\n");
        }
        return Exit::ok;
    }
    const std::string page = options.command.empty() ? manual_page(program) : manual_page(program, command_called(options.command));
    if (context.output.json) {
        print_json({{"page", page}});
    } else {
        print_as_it_is(page);
    }
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_man(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("command", options->command, "the page of this command (default: that of the program)");
    app.add_option("--install", options->folder, "write all pages, and what completes commands in shells, below this folder");
    return [&app, &context, options] { return run(context, *app.get_parent(), *options); };
}

}  // namespace migrations
