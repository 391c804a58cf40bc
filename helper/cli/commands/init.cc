#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <kainjow/mustache.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/names.h"
#include "base/templates.h"
#include "base/toml.h"
#include "cli/commands/commands.h"
#include "cli/json.h"
#include "dialects/dialects.h"
#include "revisions/file.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::string folder = "migrations";
    std::string name;
    bool has_name = false;
    std::vector<std::string> models;
    std::vector<std::string> dialects;
};

std::string quoted_list(const std::vector<std::string>& texts) {
    std::vector<std::string> quoted;
    for (const std::string& text : texts) quoted.push_back(toml_string(text));
    return join(quoted, ", ");
}

// The name of the folder above, as an identifier: it becomes a CMake target and a C++ namespace.
std::string default_name(const fs::path& folder) {
    fs::path parent = folder.filename() == "migrations" ? folder.parent_path() : folder;
    std::string name;
    for (const char c : parent.filename().string()) {
        const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        name += good ? c : '_';
    }
    if (name.empty() || (name[0] >= '0' && name[0] <= '9') || name[0] == '_') name = "app" + name;
    return name + "_db";
}

void require_free(const fs::path& folder) {
    std::error_code failed;
    if (fs::exists(folder / "migrations.toml", failed)) {
        throw Error(Exit::refused, "there is a project in '" + folder.string() + "' already",
                    "edit " + (folder / "migrations.toml").string());
    }
    if (fs::exists(folder, failed) && !fs::is_directory(folder, failed)) {
        throw Error(Exit::usage, "'" + folder.string() + "' is not a folder");
    }
}

// The name becomes a target of CMake, a namespace of C++ and a row of databases.
void require_name(const std::string& name) {
    const bool good = !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
                      std::all_of(name.begin(), name.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
                      });
    if (!good) throw Error(Exit::usage, "'" + name + "' cannot be the name of a project", "use letters, digits and '_'");
}

std::string settings_text(const Options& options, const fs::path& folder) {
    const std::string name = options.name.empty() ? default_name(folder) : options.name;
    // Paths are given relative to the current folder and kept relative to the settings.
    std::vector<std::string> models;
    for (const std::string& model : options.models) {
        models.push_back(fs::absolute(model).lexically_normal().lexically_relative(folder).generic_string());
    }
    if (models.empty()) models.push_back("../models");
    kainjow::mustache::data values;
    values.set("name", toml_string(name));
    values.set("plain_name", name);
    values.set("dialects", quoted_list(options.dialects));
    values.set("models", quoted_list(models));
    return kainjow::mustache::mustache(template_migrations_toml).render(values);
}

Exit run(const Context& context, Options options) {
    const fs::path folder = fs::absolute(options.folder).lexically_normal();
    require_free(folder);
    if (options.has_name) require_name(options.name);
    if (options.dialects.empty()) options.dialects.emplace_back("sqlite");
    for (const std::string& name : options.dialects) choose_dialect(name, context, {});

    std::error_code failed;
    fs::create_directories(folder / "revisions", failed);
    if (failed) {
        throw Error(Exit::environment, "cannot make the folder '" + folder.string() + "': " + failed.message());
    }
    // The settings come last: until they are there, the folder is no project and init can run again.
    const std::vector<std::pair<fs::path, std::string>> files = {
        {folder / "revision.toml.in", default_revision_template()},
        // Checksums do not depend on line ends, but diffs read better without them.
        {folder / ".gitattributes", "*.toml text eol=lf\nmigrations.lock text eol=lf\n"},
        {folder / "migrations.toml", settings_text(options, folder)},
    };
    std::vector<std::string> written;
    for (const auto& [path, text] : files) {
        // In a folder that is in use already, what is there stays.
        if (fs::exists(fs::symlink_status(path, failed))) continue;
        write_new_file(path, text);
        written.push_back(path.string());
    }
    if (context.output.json) {
        print_json({{"written", written}, {"folder", folder.string()}});
        return Exit::ok;
    }
    for (const std::string& path : written) print_out("wrote " + path + "\n");
    if (!context.output.quiet) {
        print_error("note: write a model, then run: migrations revision --autogenerate -m \"initial schema\"\n");
    }
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_init(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("folder", options->folder, "folder to make (default: migrations)");
    CLI::Option* name = app.add_option("--name", options->name, "name of the project (default: from the folder)");
    app.add_option("--model", options->models, "model file or folder; may be repeated (default: ../models)");
    app.add_option("--dialect", options->dialects, "sqlite or postgresql; may be repeated (default: sqlite)");
    return [&context, options, name] {
        options->has_name = name->count() > 0;
        return run(context, *options);
    };
}

}  // namespace migrations
