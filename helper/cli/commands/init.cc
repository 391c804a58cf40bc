#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/names.h"
#include "cli/commands/commands.h"
#include "cli/import_files.h"
#include "cli/json.h"
#include "cli/project_templates.h"
#include "cli/shell_command.h"
#include "dialects/dialects.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::string folder;  // empty: where the template belongs
    std::string project_template = "plain";
    std::string name;
    bool has_name = false;
    std::vector<std::string> models;
    std::vector<std::string> dialects;
};

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

void require_free(const fs::path& folder, const fs::path& settings) {
    std::error_code failed;
    if (fs::exists(settings / "migrations.toml", failed)) {
        throw Error(Exit::refused, "there is a project in '" + settings.string() + "' already",
                    "edit " + (settings / "migrations.toml").string());
    }
    for (const fs::path& each : {folder, settings}) {
        if (fs::exists(each, failed) && !fs::is_directory(each, failed)) {
            throw Error(Exit::usage, "'" + each.string() + "' is not a folder");
        }
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

ProjectNames names_for(const Options& options, const fs::path& settings) {
    ProjectNames names;
    names.name = options.name.empty() ? default_name(settings) : options.name;
    names.dialects = options.dialects;
    names.says_models = !options.models.empty();
    // Paths are given relative to the current folder and kept relative to the settings.
    for (const std::string& model : options.models) {
        names.models.push_back(fs::absolute(model).lexically_normal().lexically_relative(settings).generic_string());
    }
    if (names.models.empty()) names.models.emplace_back("../models");
    return names;
}

// The files that are to be written. In a folder that is in use already, hidden files and what would be the same stay as they
// are; anything else that is there is somebody's work.
std::vector<SourceFile> new_files(const fs::path& folder, std::vector<SourceFile> files) {
    std::vector<SourceFile> missing;
    std::vector<std::string> in_the_way;
    std::error_code failed;
    for (SourceFile& file : files) {
        const fs::path path = folder / file.path.string();
        file.path = path.string();
        if (!fs::exists(fs::symlink_status(path, failed))) {
            missing.push_back(std::move(file));
        } else if (!path.filename().string().starts_with('.') && (!fs::is_regular_file(path, failed) || read_bytes(path) != file.text)) {
            in_the_way.push_back(file.path);
        }
    }
    if (in_the_way.empty()) return missing;
    throw Error(Exit::refused, "there is something of this name already: " + join(in_the_way, ", "),
                std::string(nothing_written) + "; name another folder, or move it away");
}

// What comes next, by what the template has written.
std::string next_step(const Options& options, const fs::path& settings, const std::vector<SourceFile>& written) {
    const auto is_build = [](const SourceFile& each) { return fs::path(each.path.string()).filename() == "CMakeLists.txt"; };
    if (std::any_of(written.begin(), written.end(), is_build)) {
        const std::string build = (fs::path(options.folder) / "build").lexically_normal().generic_string();
        return "run: cmake -S " + shell_word(options.folder) + " -B " + shell_word(build) + " && cmake --build " + shell_word(build);
    }
    // Other folders are not found from here.
    const fs::path here = settings.lexically_relative(fs::current_path());
    const bool is_found = here == "." || here == "migrations";
    return "write a model, then run: migrations " + (is_found ? "" : "-c " + shell_word(here.generic_string()) + " ") +
           "revision --autogenerate -m \"initial schema\"";
}

Exit run(const Context& context, Options options) {
    const ProjectTemplate chosen = find_template(options.project_template);
    const std::string below = settings_folder(chosen);
    if (options.folder.empty()) options.folder = below.empty() ? "migrations" : ".";
    fs::path folder = fs::absolute(options.folder).lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();
    const fs::path settings = below.empty() ? folder : folder / below;
    require_free(folder, settings);
    if (options.has_name) require_name(options.name);
    if (options.dialects.empty()) options.dialects.emplace_back("sqlite");
    for (const std::string& name : options.dialects) choose_dialect(name, context, {});

    const std::vector<SourceFile> files = new_files(folder, filled_in(chosen, names_for(options, settings)));
    NewFiles made(files);
    std::error_code failed;
    if (below.empty()) fs::create_directories(settings / "revisions", failed);
    if (failed) {
        throw Error(Exit::environment, "cannot make the folder '" + (settings / "revisions").string() + "': " + failed.message());
    }
    made.keep();
    if (context.output.json) {
        nlohmann::json written = nlohmann::json::array();
        for (const SourceFile& file : files) written.push_back(file.path);
        print_json({{"written", written}, {"folder", folder.string()}});
        return Exit::ok;
    }
    for (const SourceFile& file : files) print_out("wrote " + file.path + "\n");
    if (!context.output.quiet) print_error("note: " + next_step(options, settings, files) + "\n");
    return Exit::ok;
}

Exit list(const Context& context) {
    const std::vector<ProjectTemplate> all = known_templates();
    if (context.output.json) {
        nlohmann::json templates = nlohmann::json::array();
        for (const ProjectTemplate& each : all) templates.push_back({{"name", each.name}, {"summary", each.summary}});
        print_json({{"templates", templates}});
        return Exit::ok;
    }
    std::size_t widest = 0;
    for (const ProjectTemplate& each : all) widest = std::max(widest, each.name.size());
    for (const ProjectTemplate& each : all) {
        print_out(each.name + std::string(widest + 2 - each.name.size(), ' ') + each.summary + "\n");
    }
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_init(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.add_option("folder", options->folder, "folder to make (default: migrations; of templates that are more than that: this one)");
    app.add_option("-t,--template", options->project_template,
                   "what to start from: see 'migrations list-templates'; or the path of a folder (default: plain)");
    CLI::Option* name = app.add_option("-n,--name", options->name, "name of the project (default: from the folder)");
    app.add_option("--model", options->models, "model file or folder; may be repeated (default: ../models)");
    app.add_option("--dialect", options->dialects, "sqlite or postgresql; may be repeated (default: sqlite)");
    return [&context, options, name] {
        options->has_name = name->count() > 0;
        return run(context, *options);
    };
}

std::function<Exit()> declare_list_templates(CLI::App&, Context& context) {
    return [&context] { return list(context); };
}

}  // namespace migrations
