#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/json.h"
#include "cli/json_schema/documents.h"
#include "cli/taplo.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::string document;
    std::string folder;
};

std::vector<ProjectSettings> settings_of_all(ProjectLocation location) {
    std::vector<std::string> names;
    if (location.name.empty()) names = database_names(location);
    if (names.empty()) return {read_project(location)};
    std::vector<ProjectSettings> all;
    for (const std::string& each : names) {
        location.name = each;
        all.push_back(read_project(location));
    }
    return all;
}

Exit write_for_taplo(const Context& context, const std::string& where) {
    std::error_code failed;
    if (!fs::is_directory(where, failed))
        throw Error(Exit::usage, "'" + where + "' is no folder", "name the folder that you open in the editor");
    const fs::path folder = fs::canonical(where);
    nlohmann::json written = nlohmann::json::array();
    for (const SourceFile& each : taplo_files(settings_of_all(context.location), folder)) {
        const fs::path path = each.path.string();
        fs::create_directories(path.parent_path(), failed);
        if (failed)
            throw Error(Exit::environment, "cannot make the folder '" + path.parent_path().string() + "': " + failed.message());
        if (write_if_different(path, each.text)) written.push_back(path.string());
    }
    if (context.output.json) {
        print_json({{"written", written}});
        return Exit::ok;
    }
    for (const nlohmann::json& each : written) print_out("wrote " + each.get<std::string>() + "\n");
    if (written.empty() && !context.output.quiet) print_out("nothing to write: all files are as they should be\n");
    return Exit::ok;
}

Exit run(const Context& context, const Options& options) {
    if (!options.folder.empty()) {
        if (!options.document.empty()) throw Error(Exit::usage, "--taplo writes all of them", "leave one of the two out");
        return write_for_taplo(context, options.folder);
    }
    std::vector<std::string> names;
    for (const auto& [name, document] : json_schema_documents()) {
        if (name == options.document) {
            print_as_it_is(json_schema_text(document()));
            return Exit::ok;
        }
        names.push_back(name);
    }
    const std::string hint = did_you_mean(options.document, names);
    const std::string message =
        options.document.empty() ? "which JSON Schema?" : "there is no JSON Schema '" + options.document + "'";
    throw Error(Exit::usage, message, hint.empty() ? "there are " + join(names, ", ") + "; or give --taplo with a folder" : hint);
}

}  // namespace

std::function<Exit()> declare_json_schema(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("document", options->document, "what the schema is of: models, settings (migrations.toml) or revision");
    app.add_option(
        "--taplo", options->folder,
        "write all three beside migrations.toml, and rules for them into .taplo.toml in this folder, which is the one that "
        "you open in the editor");
    return [&context, options] { return run(context, *options); };
}

}  // namespace migrations
