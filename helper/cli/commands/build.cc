#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/names.h"
#include "cli/checks.h"
#include "cli/commands/commands.h"
#include "cli/commands/test_list.h"
#include "cli/depfile.h"
#include "cli/json.h"
#include "codegen/embed.h"
#include "codegen/models.h"

namespace migrations {
namespace {

namespace fs = std::filesystem;

struct Options {
    std::string stamp;
    std::string dependencies;
    std::string output;
    std::string source;
    std::string header;
    std::string tool;
    std::string properties;
    std::string name;
    std::string folder;
    std::vector<std::string> models;
};

// Everything that the project is made of, for the build tool: the revisions and, so that new and removed ones are
// noticed, their folder.
std::vector<std::string> inputs_of(const Project& project) {
    const ProjectSettings& settings = project.settings;
    std::vector<std::string> inputs = {settings.config_path, settings.revisions};
    std::error_code failed;
    if (fs::exists(settings.ledger, failed)) {
        inputs.push_back(settings.ledger);
    } else {
        inputs.push_back(settings.folder);  // it may come into being
    }
    for (const Revision* each : project.graph.order()) inputs.push_back(each->path);
    inputs.insert(inputs.end(), settings.models.begin(), settings.models.end());
    inputs.insert(inputs.end(), settings.model_folders.begin(), settings.model_folders.end());
    return inputs;
}

// The dependency file goes first: a stamp without one would never be looked at again.
void finish(const Context& context, const Options& options, const std::vector<std::string>& inputs,
            const std::string& content) {
    if (!options.dependencies.empty()) write_file(options.dependencies, depfile(options.stamp, inputs));
    if (!options.stamp.empty()) write_file(options.stamp, content + "\n");
    if (context.output.json) print_json({{"done", content}, {"inputs", inputs}});
}

Exit check(const Context& context, const Options& options) {
    std::error_code ignored;
    if (!options.stamp.empty()) fs::remove(options.stamp, ignored);
    const Project project = load_project(read_project(context.location));
    const CheckResult result = check_project(project, project.settings.drift, project.settings.review);
    if (result.exit != Exit::ok && context.output.json) {
        print_json({{"exit", static_cast<int>(result.exit)}, {"findings", as_json(result.findings)}});
    }
    if (!context.output.json) print_error(to_string(result.findings));
    if (result.exit != Exit::ok) return result.exit;
    finish(context, options, inputs_of(project), "checked");
    return Exit::ok;
}

Exit models(const Context& context, const Options& options) {
    Parts parts;
    parts.revisions = false;
    parts.ledger = false;
    const Project project = load_project(read_project(context.location), parts);
    if (has_errors(project.model_problems)) throw Error(Exit::graph, project.model_problems);
    const ProjectSettings& settings = project.settings;
    for (const std::string& path : settings.models) {
        const fs::path header = fs::path(options.output) / settings.header_prefix / (fs::path(path).stem().string() + ".hpp");
        std::error_code failed;
        fs::create_directories(header.parent_path(), failed);
        write_if_different(header, model_header(project.model, path, settings.name_space));
    }
    finish(context, options, settings.models, "generated");
    return Exit::ok;
}

Exit embed(const Context& context, const Options& options) {
    Parts parts;
    parts.models = false;
    const Project project = load_project(read_project(context.location), parts);
    require_sound(project, false);
    std::vector<CompiledChain> chains;
    for (const Dialect* dialect : project.settings.dialects) chains.push_back(compile_chain(project, *dialect));
    std::vector<const CompiledChain*> views;
    for (const CompiledChain& each : chains) views.push_back(&each);
    const ProjectSettings& settings = project.settings;
    for (const std::string& path : {options.source, options.header}) {
        std::error_code failed;
        fs::create_directories(fs::path(path).parent_path(), failed);
    }
    write_if_different(options.source, embedded_source(settings.name, settings.name_space, views));
    write_if_different(options.header, embedded_header(settings.name, settings.name_space, views));
    finish(context, options, inputs_of(project), "embedded");
    return Exit::ok;
}

Exit tests(const Context& context, const Options& options) {
    Parts parts;
    parts.models = false;
    const Project project = load_project(read_project(context.location), parts);
    // A broken chain has no list of tests, and migrations.<name>.check says why.
    require_sound(project, false);
    write_if_different(options.output,
                       test_list(project, options.tool, context.location.project_file, split(options.properties, ';')));
    finish(context, options, inputs_of(project), "listed");
    return Exit::ok;
}

Exit summary_line(Context& context, const Options& options) {
    context.location.config = options.folder;
    ProjectSettings settings = read_project(context.location);
    settings.name = options.name;
    if (settings.models.empty()) {
        settings.models = options.models;
        settings.model_problems.clear();
        settings.from_build = true;
    }
    const Project project = load_project(settings);
    const bool compare = settings.has_models();
    const CheckResult result =
        check_project(project, compare ? Strictness::error : Strictness::off, Strictness::error);
    std::vector<std::string> heads;
    for (const Revision* each : project.graph.heads()) heads.push_back(each->id);
    if (context.output.json) {
        print_json({{"exit", static_cast<int>(result.exit)}, {"revisions", project.graph.size()}, {"heads", heads},
                    {"findings", as_json(result.findings)}});
        return result.exit;
    }
    if (result.exit != Exit::ok) {
        print_error(to_string(result.findings));
        return result.exit;
    }
    print_out(options.name + ": " +
              (heads.empty() ? "no revision yet" : count_of(project.graph.size(), "revision") + ", head " + join(heads, ", ")) + "\n");
    return Exit::ok;
}

}  // namespace

std::function<Exit()> declare_build(CLI::App& app, Context& context) {
    auto options = std::make_shared<Options>();
    app.require_subcommand(1);
    const auto part = [&](const char* name, const char* what) {
        CLI::App* sub = app.add_subcommand(name, what);
        sub->fallthrough();
        sub->add_option("--stamp", options->stamp, "file to write when all is well");
        sub->add_option("--depfile", options->dependencies, "file to list the inputs in");
        return sub;
    };
    CLI::App* check_part = part("check", "Check chain, drift and review");
    CLI::App* models_part = part("models", "Write the headers of the models");
    models_part->add_option("--output", options->output, "folder for the headers")->required();
    CLI::App* embed_part = part("embed", "Write the source that compiles the migrations in");
    embed_part->add_option("--source", options->source, "C++ file")->required();
    embed_part->add_option("--header", options->header, "header")->required();
    CLI::App* tests_part = part("tests", "Write the list of tests for CTest");
    tests_part->add_option("--output", options->output, "CMake file")->required();
    tests_part->add_option("--tool", options->tool, "the helper, as the tests call it")->required();
    tests_part->add_option("--properties", options->properties, "properties of every test, as a CMake list");
    CLI::App* summary_part = part("summary", "Print one line about the chain");
    summary_part->add_option("--name", options->name, "name of the project")->required();
    summary_part->add_option("--directory", options->folder, "folder with migrations.toml")->required();
    summary_part->add_option("--model", options->models, "model file");
    return [=, &context] {
        if (check_part->parsed()) return check(context, *options);
        if (models_part->parsed()) return models(context, *options);
        if (embed_part->parsed()) return embed(context, *options);
        if (tests_part->parsed()) return tests(context, *options);
        return summary_line(context, *options);
    };
}

}  // namespace migrations
